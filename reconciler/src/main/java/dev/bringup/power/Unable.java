package dev.bringup.power;

/// A driver could not do what it was asked. It never leaves this package: [Ladder] makes an outcome
/// of it.
final class Unable extends Exception {

    enum Cure {
        /// Try again: the network, a busy BMC.
        TIME,
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

    Cure cure() {
        return cure;
    }
}
