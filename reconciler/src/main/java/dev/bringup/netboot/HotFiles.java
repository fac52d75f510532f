package dev.bringup.netboot;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.ReadOnlyHttpHeaders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Small files that were asked for a moment ago, to be sent from an event loop: a rack asks for the
/// same script or configuration all at once. They are looked at again so soon that nobody notices.
final class HotFiles {

    /// A file as it was on the disk.
    record Hot(ByteBuf content, String etag, HttpHeaders headers, long since) implements Content {

        static Hot of(ByteBuf content, String etag, long since) {
            return new Hot(
                    content,
                    etag,
                    new ReadOnlyHttpHeaders(
                            false,
                            HttpHeaderNames.CONTENT_TYPE,
                            "application/octet-stream",
                            HttpHeaderNames.ACCEPT_RANGES,
                            "bytes",
                            HttpHeaderNames.ETAG,
                            etag,
                            HttpHeaderNames.CONTENT_LENGTH,
                            "" + content.readableBytes()),
                    since);
        }

        @Override
        public long size() {
            return content.readableBytes();
        }

        @Override
        public Object part(long from, long length) {
            return content.slice((int) from, (int) length);
        }

        @Override
        public void close() {}
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
        ByteBuffer content = ByteBuffer.allocateDirect((int) file.size());
        if (files.size() < MOST && isWhole(file.channel(), content)) {
            ByteBuf kept = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(content.flip()));
            files.put(shelf + path, Hot.of(kept, file.etag(), now));
        }
    }

    private static boolean isWhole(FileChannel from, ByteBuffer to) throws IOException {
        while (to.hasRemaining()) {
            if (from.read(to, to.position()) < 0) {
                return false;
            }
        }
        return true;
    }
}
