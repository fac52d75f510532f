package dev.bringup.model;

import java.util.Map;
import java.util.Optional;

/// What is known beside the machines.
///
/// @param lead empty where reconcilers do not compete: nobody asks a forecast who leads
public record Around(
        Remembered remembered,
        Map<Policy.AlertGate, Fact<Alert>> gates,
        Optional<Fact<Lead>> lead,
        AddonsSeen addons) {

    public static final Around NOTHING =
            new Around(Remembered.NOTHING, Map.of(), Optional.empty(), AddonsSeen.NOTHING);

    /// With nobody having looked at the addons.
    public Around(
            Remembered remembered,
            Map<Policy.AlertGate, Fact<Alert>> gates,
            Optional<Fact<Lead>> lead) {
        this(remembered, gates, lead, AddonsSeen.NOTHING);
    }

    public Around {
        gates = Map.copyOf(gates);
    }

    public Around remembering(Remembered other) {
        return new Around(other, gates, lead, addons);
    }

    public Around with(Map<Policy.AlertGate, Fact<Alert>> other) {
        return new Around(remembered, other, lead, addons);
    }

    public Around led(Fact<Lead> by) {
        return new Around(remembered, gates, Optional.of(by), addons);
    }

    public Around with(AddonsSeen other) {
        return new Around(remembered, gates, lead, other);
    }
}
