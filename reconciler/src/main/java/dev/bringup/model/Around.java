package dev.bringup.model;

import java.util.Map;

/// What is known beside the machines.
public record Around(Remembered remembered, Map<Policy.AlertGate, Fact<Alert>> gates) {

    public static final Around NOTHING = new Around(Remembered.NOTHING, Map.of());

    public Around {
        gates = Map.copyOf(gates);
    }

    public Around remembering(Remembered other) {
        return new Around(other, gates);
    }
}
