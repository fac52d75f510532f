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
        AddonsSeen addons,
        Optional<Fact<Pending>> pending) {

    public static final Around NOTHING = new Around(Remembered.NOTHING, Map.of(), Optional.empty());

    /// With nobody having looked at addons and pods.
    public Around(
            Remembered remembered,
            Map<Policy.AlertGate, Fact<Alert>> gates,
            Optional<Fact<Lead>> lead) {
        this(remembered, gates, lead, AddonsSeen.NOTHING, Optional.empty());
    }

    public Around {
        gates = Map.copyOf(gates);
    }

    public Around remembering(Remembered other) {
        return new Around(other, gates, lead, addons, pending);
    }

    public Around with(Map<Policy.AlertGate, Fact<Alert>> other) {
        return new Around(remembered, other, lead, addons, pending);
    }

    public Around led(Fact<Lead> by) {
        return new Around(remembered, gates, Optional.of(by), addons, pending);
    }

    public Around with(AddonsSeen other) {
        return new Around(remembered, gates, lead, other, pending);
    }

    public Around pending(Fact<Pending> pods) {
        return new Around(remembered, gates, lead, addons, Optional.of(pods));
    }
}
