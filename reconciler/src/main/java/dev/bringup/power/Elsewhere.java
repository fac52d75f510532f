package dev.bringup.power;

import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The rungs on which somebody else does it: an HTTP endpoint, a program, a human.
public final class Elsewhere {

    /// Tells a human what to do.
    public interface Human {
        void please(MachineId machine, String what);
    }

    private static final Duration CALL = Duration.ofSeconds(20);

    /// Nobody runs faster for being told every ten seconds.
    private static final Duration NAG = Duration.ofMinutes(15);

    private final Webhook webhook;
    private final Program program;
    private final Human human;
    private final InstantSource clock;
    private final Map<String, Instant> asked = new ConcurrentHashMap<>();

    /// `programs` is the folder in which `command` finds what it runs.
    public Elsewhere(
            Function<SecretRef, Optional<String>> secrets,
            SecureRandom random,
            InstantSource clock,
            Path programs,
            Human human) {
        webhook = new Webhook(secrets, random, clock, CALL);
        program = new Program(programs);
        this.human = human;
        this.clock = clock;
    }

    void send(Rung.Webhook hook, MachineSpec machine, Ladder.Verb verb) throws Unable {
        webhook.send(hook, machine.id(), verb);
    }

    void run(Rung.Command command, MachineSpec machine, Ladder.Verb verb) throws Unable {
        program.run(command, machine, verb);
    }

    Optional<String> lack(Rung.Command command) {
        return program.lack(command);
    }

    void ask(MachineSpec machine, Ladder.Verb verb) {
        String what =
                switch (verb) {
                    case ON -> "switch it on by hand";
                    case OFF -> "switch it off by hand";
                    case CYCLE -> "switch it off and on again by hand";
                };
        Instant now = clock.instant();
        String key = machine.id() + " " + verb;
        Instant before = asked.getOrDefault(key, Instant.MIN);
        if (before.equals(Instant.MIN) || !now.isBefore(before.plus(NAG))) {
            asked.put(key, now);
            human.please(machine.id(), "please " + what);
        }
    }
}
