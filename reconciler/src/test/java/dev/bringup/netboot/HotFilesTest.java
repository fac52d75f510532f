package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.port.Tally;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HotFilesTest {

    private static final String FILE = "a script of a few bytes";

    @TempDir Path folder;

    private final HotFiles hot = new HotFiles(() -> 0);

    /// The same file when nothing of its answer is ready.
    private record Slow(HotFiles.Hot file) implements Content {

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public String etag() {
            return file.etag();
        }

        @Override
        public Object part(long from, long length) {
            return file.part(from, length);
        }

        @Override
        public void close() {}
    }

    private HotFiles.Hot kept() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), FILE);
        try (OpenFile open = OpenFile.open(file)) {
            hot.keep(BootRoute.Shelf.ASSETS, "a", open);
        }
        return hot.find(BootRoute.Shelf.ASSETS, "a").orElseThrow();
    }

    private static String answer(HttpMethod method, String range, Content content)
            throws IOException {
        EmbeddedChannel channel =
                new EmbeddedChannel(new HotFiles.Encoder(), new ChannelInboundHandlerAdapter());
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, "/assets/a");
        if (!range.isEmpty()) {
            request.headers().set("Range", range);
        }
        Watch watch = new Watch(Optional::empty, _ -> {}, Tally.NONE);
        new Exchange(channel.pipeline().lastContext(), request, "asset", watch).send(content);
        StringBuilder all = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.append(part.toString(StandardCharsets.US_ASCII));
        }
        return all.toString();
    }

    @Test
    void whatIsReadyIsWhatWouldBeMade() throws Exception {
        HotFiles.Hot file = kept();
        String made = answer(HttpMethod.GET, "", new Slow(file));
        assertEquals(made, answer(HttpMethod.GET, "", file));
        assertEquals(made, answer(HttpMethod.GET, "", file), "a second time");
        assertEquals(FILE, made.substring(made.indexOf("\r\n\r\n") + 4));
    }

    @Test
    void aPartOrTheHeadIsMade() throws Exception {
        HotFiles.Hot file = kept();
        String part = answer(HttpMethod.GET, "bytes=2-7", file);
        assertEquals("script", part.substring(part.indexOf("\r\n\r\n") + 4));
        String head = answer(HttpMethod.HEAD, "", file);
        assertEquals(head.length(), head.indexOf("\r\n\r\n") + 4);
        assertEquals(
                Optional.of("content-length: 23"),
                head.lines().filter(line -> line.startsWith("content-length")).findFirst());
    }
}
