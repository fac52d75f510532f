package dev.bringup.notify;

import dev.bringup.model.MachineId;
import dev.bringup.model.Receiver.Topic;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/// What a receiver is sent: a notice, and how often the same happened again since it was told; or,
/// without one, the sum of what there was no room for. `id` is the same however often it is tried.
public record Letter(
        String id,
        Instant at,
        Optional<Topic> topic,
        Optional<MachineId> machine,
        String text,
        int more) {

    static Letter of(String id, Notice notice, int more) {
        return new Letter(
                id,
                notice.at(),
                Optional.of(notice.topic()),
                notice.machine(),
                notice.text(),
                more);
    }

    /// What it says where the receiver has no words of its own.
    public String plain() {
        String again = more == 0 ? "" : more == 1 ? " (and once more)" : " (and " + more + " more)";
        return machine.map(id -> id + ": ").orElse("") + text + again;
    }

    /// As the file of receivers names it.
    public String label() {
        return topic.map(t -> t.name().toLowerCase(Locale.ROOT)).orElse("digest");
    }
}
