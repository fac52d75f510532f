package dev.bringup.app;

import dev.bringup.model.SecretRef;
import dev.bringup.port.Tally;
import dev.bringup.power.Elsewhere;
import dev.bringup.power.Ladder;
import dev.bringup.power.LibvirtPower;
import dev.bringup.power.WakeOnLan;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/// What switches machines, put together. `programs` is the folder of the rung `command`.
record PowerParts(
        Function<SecretRef, Optional<String>> known,
        SecureRandom random,
        InstantSource clock,
        WakeOnLan wol,
        LibvirtPower.Remote hosts,
        Path programs) {

    Ladder ladder(Ladder.Shell shell, Elsewhere.Human human, Tally tally) {
        return new Ladder(
                Ladder.Drivers.usual(
                        known,
                        random,
                        clock,
                        wol,
                        hosts,
                        shell,
                        // Who is called compares what it is sent with its own clock.
                        new Elsewhere(known, random, InstantSource.system(), programs, human)),
                clock,
                tally);
    }
}
