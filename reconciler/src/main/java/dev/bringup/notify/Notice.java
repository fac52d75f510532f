package dev.bringup.notify;

import dev.bringup.model.MachineId;
import dev.bringup.model.Receiver.Topic;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/// One thing that happened and that somebody may want to be told. The same of the same machine with
/// the same cause is the same again, whatever its text says of times and amounts.
public record Notice(
        Instant at, Topic topic, Optional<MachineId> machine, String text, String cause) {

    private static final Pattern AMOUNT =
            Pattern.compile("(?<![\\w.:-])[0-9]+(\\.[0-9]+)?(?![\\w:-]|\\.[0-9])");

    String key() {
        return topic
                + " "
                + machine.map(MachineId::name).orElse("")
                + " "
                + AMOUNT.matcher(cause).replaceAll("#");
    }

    /// As one line.
    String line() {
        return machine.map(id -> id + ": " + text).orElse(text);
    }
}
