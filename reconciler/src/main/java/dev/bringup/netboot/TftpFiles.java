package dev.bringup.netboot;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What is there by TFTP for everybody: boot files, what is made of that kind, and the assets,
/// below `assets/` as by HTTP.
record TftpFiles(BootFileCache bootFiles, BootFileCache assets, Virtual virtual) {

    private static final String ASSETS = "assets/";

    /// Reads the disk: not for an event loop.
    Optional<ByteBuffer> find(String name) {
        return bootFiles
                .content(name)
                .or(() -> virtual.find(name).map(StandardCharsets.UTF_8::encode))
                .or(() -> asset(name.replaceFirst("^/+", "")));
    }

    private Optional<ByteBuffer> asset(String name) {
        return name.startsWith(ASSETS)
                ? assets.content(name.substring(ASSETS.length()))
                : Optional.empty();
    }
}
