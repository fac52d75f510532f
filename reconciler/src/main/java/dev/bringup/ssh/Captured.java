package dev.bringup.ssh;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Keeps the beginning of an output; each line of it is told when it is whole.
final class Captured implements CommandChannel.Sink {

    private static final int MOST_LINE = 1024;

    private final Consumer<String> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    Captured(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public void take(byte[] bytes, int from, int length) {
        kept.write(bytes, from, Math.min(length, Ssh.MOST_OUTPUT - kept.size()));
        for (int i = from; i < from + length; i++) {
            if (bytes[i] == '\n') {
                end();
            } else if (line.size() < MOST_LINE) {
                line.write(bytes[i]);
            }
        }
    }

    /// The last line has no end of its own.
    void end() {
        if (line.size() > 0) {
            lines.accept(line.toString(StandardCharsets.UTF_8).stripTrailing());
            line.reset();
        }
    }

    String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }
}
