package dev.bringup.netboot;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Small files that were asked for a moment ago, to be sent from an event loop: a rack asks for the
/// same script or configuration all at once. They are looked at again so soon that nobody notices.
final class HotFiles {

    /// A file as it was on the disk, behind the head of the answer for who wants all of it and
    /// nothing else. To write one is to answer so.
    record Hot(ByteBuf answer, int head, String etag, long since) implements Content {

        @Override
        public long size() {
            return (long) answer.readableBytes() - head;
        }

        @Override
        public Object part(long from, long length) {
            return answer.slice(head + (int) from, (int) length);
        }

        @Override
        public void close() {}
    }

    /// What writes answers. Those that are bytes already go as they are.
    static final class Encoder extends HttpResponseEncoder {

        @Override
        public void write(ChannelHandlerContext context, Object part, ChannelPromise promise)
                throws Exception {
            if (part instanceof Hot hot) {
                Future<?> _ = context.write(hot.answer().duplicate(), promise);
            } else {
                super.write(context, part, promise);
            }
        }
    }

    private static final long LARGEST = 64 << 10;
    private static final int MOST = 256;
    private static final long FRESH = 250_000_000;

    private final Map<String, Hot> files = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    HotFiles(LongSupplier nanos) {
        this.nanos = nanos;
    }

    Optional<Hot> find(BootRoute.Shelf shelf, String path) {
        return Optional.ofNullable(files.get(shelf + path))
                .filter(hot -> nanos.getAsLong() - hot.since() < FRESH);
    }

    /// Reads the disk: not for an event loop.
    void keep(BootRoute.Shelf shelf, String path, OpenFile file) throws IOException {
        long now = nanos.getAsLong();
        if (file.size() == 0 || file.size() > LARGEST) {
            return;
        }
        if (files.size() >= MOST) {
            files.values().removeIf(hot -> now - hot.since() >= FRESH);
        }
        byte[] head = head(file).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer answer = ByteBuffer.allocateDirect(head.length + (int) file.size()).put(head);
        if (files.size() < MOST && isWhole(file.channel(), answer, head.length)) {
            ByteBuf kept = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(answer.flip()));
            files.put(shelf + path, new Hot(kept, head.length, file.etag(), now));
        }
    }

    private static String head(OpenFile file) {
        return """
        HTTP/1.1 200 OK\r
        content-type: application/octet-stream\r
        accept-ranges: bytes\r
        etag: %s\r
        content-length: %d\r
        \r
        """
                .formatted(file.etag(), file.size());
    }

    private static boolean isWhole(FileChannel from, ByteBuffer to, int head) throws IOException {
        while (to.hasRemaining()) {
            if (from.read(to, to.position() - head) < 0) {
                return false;
            }
        }
        return true;
    }
}
