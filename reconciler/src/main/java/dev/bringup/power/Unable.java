package dev.bringup.power;

import java.time.Duration;

/// A driver could not do what it was asked. It never leaves this package: [Ladder] makes an outcome
/// of it.
final class Unable extends Exception {

    enum Cure {
        /// Try again: the network, a busy BMC.
        TIME,
        /// Nobody said anything at all.
        SILENCE,
        /// It was silent too often, and nobody asked it now.
        RESTING,
        /// Another command of ours is under way there.
        BUSY,
        /// Somebody must change something: a password, a missing secret.
        HUMAN
    }

    private final Cure cure;

    Unable(String because, Cure cure) {
        super(because);
        this.cure = cure;
    }

    String because() {
        return String.valueOf(getMessage());
    }

    /// Waits; an interrupt ends the task.
    static void pause(Duration time) throws Unable {
        try {
            Thread.sleep(time);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Unable("interrupted", Cure.TIME);
        }
    }

    Cure cure() {
        return cure;
    }
}
