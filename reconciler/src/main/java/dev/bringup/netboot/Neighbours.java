package dev.bringup.netboot;

import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// Who answers at an address of our own segment, as Linux found out: `/proc/net/arp`.
record Neighbours(Path table) {

    static final Neighbours HERE = new Neighbours(Path.of("/proc/net/arp"));

    private static final int COMPLETE = 2;

    /// Reads a file: not for an event loop.
    Optional<Mac> at(Ip4 address) {
        try {
            return Files.readAllLines(table).stream()
                    .map(line -> Arrays.asList(line.strip().split("\\s+", -1)))
                    .filter(row -> row.size() >= 4 && row.getFirst().equals(address.toString()))
                    .filter(row -> (Integer.decode(row.get(2)) & COMPLETE) != 0)
                    .map(row -> Mac.parse(row.get(3)))
                    .findFirst();
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
