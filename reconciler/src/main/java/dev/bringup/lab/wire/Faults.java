package dev.bringup.lab.wire;

import java.io.IOException;
import java.util.random.RandomGenerator;

/// Trouble on the road, by chance: `perMille` of all exchanges fail. The same seed gives each
/// machine the same luck.
public record Faults(int perMille, RandomGenerator random) {

    void mayBreak(String what) throws IOException {
        if (random.nextInt(1000) < perMille) {
            throw new IOException(what + ": lost on the way (a fault of the lab)");
        }
    }
}
