package dev.bringup.model;

import java.util.Locale;
import java.util.Optional;

/// What an operator wants of one machine's power, now. `override` is why the rails shall let it
/// through.
public record PowerOrder(MachineId machine, Verb verb, Optional<String> override) {

    public enum Verb {
        ON,
        OFF,
        CYCLE,
        /// Only look: every rung that can tell is asked.
        STATUS,
        /// Find out whether its outlets feed it and nobody else.
        CALIBRATE
    }

    /// As it is typed.
    public String text() {
        return verb.name().toLowerCase(Locale.ROOT);
    }

    /// The action that stands for it wherever actions are counted; none when nothing is changed.
    public Optional<Action> action() {
        return switch (verb) {
            case ON -> Optional.of(new Action.Wake(machine, Optional.empty()));
            case OFF, CALIBRATE -> Optional.of(new Action.PowerOff(machine));
            case CYCLE -> Optional.of(new Action.Reboot(machine, Optional.empty()));
            case STATUS -> Optional.empty();
        };
    }
}
