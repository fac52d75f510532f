package dev.bringup.lab.sim;

import java.util.Locale;

/// Everything that goes wrong in the simulated world, each counted as what it is.
public enum Fault {
    KILLED_BETWEEN_LOOKS(Weight.BRINGS_ALL_DOWN),
    KILLED_BEFORE_ENTRY(Weight.BRINGS_ALL_DOWN),
    KILLED_AFTER_ENTRY(Weight.BRINGS_ALL_DOWN),
    KILLED_BEFORE_EFFECT(Weight.BRINGS_ALL_DOWN),
    /// Too many are told to be killed by chance at one of them.
    KILLED_AT_ANSWER(Weight.AIMED),
    /// It is told what was true before.
    ANSWER_STALE(Weight.AIMED),
    ANSWER_MISSED(Weight.AIMED),
    CLOCK_SET(Weight.BRINGS_ALL_DOWN),
    DISK_FULL(Weight.BRINGS_ALL_DOWN),
    DISK_SLOW,
    GIT_REFUSES,
    GATE_SILENT,
    LEASE_SILENT,
    TOKEN_NOT_MINTED,
    ADDONS_NOT_SEEN,
    COMMAND_LOST,
    COMMAND_BREAKS_OFF,
    OUTCOME_LOST,
    BUDGET_OF_PODS_YIELDS_NOT,
    MAGIC_PACKET_LOST,
    /// The firmware starts from the disk as it always did.
    BOOT_ORDER_IGNORED,
    /// It says that it is done, and has done nothing.
    BMC_LIES,
    PROBE_SILENT,
    /// It says that the machine is off, and it is on; or the other way around.
    BMC_MISREADS(Weight.BRINGS_ALL_DOWN),
    /// It starts anew in the middle of what it is told, and forgets what the next boot is from.
    BMC_RESETS,
    /// A second press of the button, a watchdog, an outlet that bounces.
    BOOTS_TWICE,
    RESTARTS_IN_FIRST_BOOT,
    DIES_IN_IMAGING(Weight.BRINGS_ALL_DOWN),
    MACHINE_CLOCK_WRONG(Weight.BRINGS_ALL_DOWN),
    /// From everybody: from us, from its cluster and from who switches it.
    MACHINE_CUT_OFF(Weight.BRINGS_ALL_DOWN),
    OFFER_LOST,
    TRANSFER_BREAKS_OFF,
    REQUEST_LOST,
    REQUEST_TWICE,
    /// Minutes later, by a machine that is somewhere else by then.
    REQUEST_REPLAYED,
    /// From an address that is not the machine's.
    REQUEST_SPOOFED,
    ANSWER_LOST,
    IMAGE_BREAKS_OFF,
    WIPE_BREAKS_OFF,
    CALL_HOME_LOST,
    INIT_FAILS,
    API_CUT_OFF(Weight.BRINGS_ALL_DOWN),
    /// 409: somebody else changed it first.
    API_CONFLICTS,
    /// 429, for a while.
    API_THROTTLES(Weight.BRINGS_ALL_DOWN),
    /// 500, and the change was made.
    API_ERRS,
    /// 410: what happens until it is listed anew, nobody is told.
    WATCH_GAP(Weight.BRINGS_ALL_DOWN),
    EVENT_LOST,
    EVENT_LATE,
    LISTING_STALE;

    boolean isAimed() {
        return weight == Weight.AIMED;
    }

    private enum Weight {
        ONE_THING,
        /// A tenth as often.
        BRINGS_ALL_DOWN,
        /// Only where somebody aims it.
        AIMED
    }

    private final Weight weight;

    Fault() {
        this(Weight.ONE_THING);
    }

    Fault(Weight weight) {
        this.weight = weight;
    }

    /// Out of ten thousand, where `perMille` of the usual things go wrong.
    int chance(int perMille) {
        return switch (weight) {
            case ONE_THING -> perMille * 10;
            case BRINGS_ALL_DOWN -> perMille;
            case AIMED -> 0;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
