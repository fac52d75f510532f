package dev.bringup.netboot.installer;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// An initrd that goes behind the installer's and has another first program.
public final class Overlay {

    private Overlay() {}

    /// What `other` makes of the installer's own.
    public static byte[] init(UnaryOperator<String> other) throws Exception {
        try (InputStream in = Overlay.class.getResourceAsStream("/installer/init")) {
            String own =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            byte[] init = other.apply(own).getBytes(StandardCharsets.UTF_8);
            return new Cpio().program("init", init).bytes();
        }
    }
}
