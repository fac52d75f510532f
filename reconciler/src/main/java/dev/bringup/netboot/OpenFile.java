package dev.bringup.netboot;

import io.netty.channel.DefaultFileRegion;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/// A file about to be sent. Its ETag is strong as long as files are replaced and not edited in
/// place, which is how assets are stored.
record OpenFile(FileChannel channel, long size, String etag) implements Content {

    static OpenFile open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        long changed = Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
        long size = channel.size();
        return new OpenFile(
                channel,
                size,
                "\"" + Long.toHexString(changed) + "-" + Long.toHexString(size) + "\"");
    }

    /// Straight from the page cache to the socket. Closes the file when it is sent.
    @Override
    public Object part(long from, long length) {
        return new DefaultFileRegion(channel, from, length);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
