package dev.bringup.lab.sim;

import dev.bringup.engine.Chance;
import dev.bringup.model.PermitId;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Every delay and every fault is drawn here, from one seeded generator. `per` mille of things go
/// wrong.
final class Chaos implements Chance {

    private final RandomGenerator random;
    private int perMille;

    Chaos(RandomGenerator random, int perMille) {
        this.random = random;
        this.perMille = perMille;
    }

    void rage(int perMilleFromHere) {
        perMille = perMilleFromHere;
    }

    boolean isCalm() {
        return perMille == 0;
    }

    boolean strikes() {
        return random.nextInt(1000) < perMille;
    }

    /// A tenth as often: for what brings everything down.
    boolean strikesHard() {
        return random.nextInt(10_000) < perMille;
    }

    Duration between(int fromMillis, int toMillis) {
        return Duration.ofMillis(random.nextInt(fromMillis, toMillis + 1));
    }

    int pick(int below) {
        return random.nextInt(below);
    }

    @Override
    public String fresh() {
        return String.format("%016x", random.nextLong());
    }

    @Override
    public String nonce(PermitId permit) {
        return "nonce-of-" + permit;
    }
}
