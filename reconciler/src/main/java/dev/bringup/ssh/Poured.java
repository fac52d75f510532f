package dev.bringup.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/// All of an output, into a stream. What comes after the stream failed is thrown away.
final class Poured implements CommandChannel.Sink {

    private final OutputStream into;
    private Optional<String> trouble = Optional.empty();

    Poured(OutputStream into) {
        this.into = into;
    }

    @Override
    public void take(byte[] bytes, int from, int length) {
        if (trouble.isPresent()) {
            return;
        }
        try {
            into.write(bytes, from, length);
        } catch (IOException e) {
            trouble = Optional.of("what it printed cannot be kept: " + e.getMessage());
        }
    }

    Optional<String> trouble() {
        return trouble;
    }
}
