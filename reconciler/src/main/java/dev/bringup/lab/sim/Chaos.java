package dev.bringup.lab.sim;

import dev.bringup.engine.Chance;
import dev.bringup.model.PermitId;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Every delay and every fault is drawn here, from one seeded generator. `per` mille of things go
/// wrong.
final class Chaos implements Chance {

    private final RandomGenerator random;
    private final Map<Fault, Integer> struck = new EnumMap<>(Fault.class);
    private final Map<Fault, Integer> chances = new EnumMap<>(Fault.class);
    private Optional<Shot> shot = Optional.empty();
    private int perMille;

    /// A fault that strikes at its n-th chance, whatever the dice say.
    record Shot(Fault fault, int chance) {}

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

    void aim(Shot at) {
        shot = Optional.of(at);
    }

    boolean strikes(Fault fault) {
        int chance = chances.merge(fault, 1, Integer::sum);
        // The dice are thrown all the same, so that what comes before is the same history.
        boolean unlucky = fault.isDrawn() && random.nextInt(10_000) < fault.chance(perMille);
        boolean strikes = unlucky || shot.equals(Optional.of(new Shot(fault, chance)));
        if (strikes) {
            struck.merge(fault, 1, Integer::sum);
        }
        return strikes;
    }

    /// It happens by itself.
    void happened(Fault fault) {
        struck.merge(fault, 1, Integer::sum);
    }

    /// How often each could have struck so far.
    Map<Fault, Integer> chances() {
        return Collections.unmodifiableMap(chances);
    }

    /// How often each did so far.
    Map<Fault, Integer> struck() {
        return Collections.unmodifiableMap(struck);
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
