package dev.bringup.model;

import java.util.Map;
import java.util.Optional;

/// What is known beside the machines.
///
/// @param lead empty where reconcilers do not compete: nobody asks a forecast who leads
public record Around(
        Remembered remembered,
        Map<Policy.AlertGate, Fact<Alert>> gates,
        Optional<Fact<Lead>> lead) {

    public static final Around NOTHING = new Around(Remembered.NOTHING, Map.of(), Optional.empty());

    public Around {
        gates = Map.copyOf(gates);
    }

    public Around remembering(Remembered other) {
        return new Around(other, gates, lead);
    }

    public Around with(Map<Policy.AlertGate, Fact<Alert>> other) {
        return new Around(remembered, other, lead);
    }

    public Around led(Fact<Lead> by) {
        return new Around(remembered, gates, Optional.of(by));
    }
}
