package dev.bringup.lab.sim;

import java.util.Locale;

/// Everything that goes wrong in the simulated world, each counted as what it is.
public enum Fault {
    KILLED_BETWEEN_LOOKS(Weight.BRINGS_ALL_DOWN),
    KILLED_BEFORE_ENTRY(Weight.BRINGS_ALL_DOWN),
    KILLED_AFTER_ENTRY(Weight.BRINGS_ALL_DOWN),
    KILLED_BEFORE_EFFECT(Weight.BRINGS_ALL_DOWN),
    /// As soon as it is there again, for minutes.
    KILLED_AGAIN_AND_AGAIN,
    /// Too many are told to be killed by chance at one of them.
    KILLED_AT_ANSWER(Weight.AIMED),
    /// It is told what was true before.
    ANSWER_STALE(Weight.AIMED),
    ANSWER_MISSED(Weight.AIMED),
    CLOCK_SET(Weight.BRINGS_ALL_DOWN),
    DISK_FULL(Weight.BRINGS_ALL_DOWN),
    DISK_SLOW,
    GIT_REFUSES,
    /// A mirror that does not have the last commit yet.
    GIT_LAGS,
    /// The last commit cannot be read; somebody mends it.
    COMMIT_MALFORMED,
    /// The last commit takes all machines away; somebody brings them back.
    COMMIT_EMPTIED,
    /// The last commit undoes the one before; another undoes that.
    COMMIT_REVERTED,
    /// Two operators push again and again what undoes the work of the other.
    COMMITS_CONFLICT,
    /// The branch has other commits than it had, which ask for something else; somebody puts it
    /// right.
    HISTORY_REWRITTEN,
    /// The other reconciler gets the lease.
    RIVAL_LEADS(Weight.BY_ITSELF),
    GATE_SILENT,
    LEASE_SILENT,
    TOKEN_NOT_MINTED,
    ADDONS_NOT_SEEN,
    COMMAND_LOST,
    COMMAND_BREAKS_OFF,
    OUTCOME_LOST,
    /// Later than that of what was begun after it.
    OUTCOME_LATE,
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
    /// A box that nobody knows starts from the network.
    STRANGER_BOOTS,
    /// A box with the MAC address of a machine, and another board.
    MAC_SPOOFED,
    /// A box that says of itself just what a machine does.
    IDENTITY_DUPLICATED,
    /// A machine gets another network card, and its own goes into another box. Git follows, or the
    /// card comes back.
    CARD_SWAPPED,
    OFFER_LOST,
    TRANSFER_BREAKS_OFF,
    REQUEST_LOST,
    /// Overtaken by what is asked after it.
    REQUEST_LATE,
    REQUEST_TWICE,
    /// Minutes later, by a machine that is somewhere else by then.
    REQUEST_REPLAYED,
    /// From an address that is not the machine's.
    REQUEST_SPOOFED,
    ANSWER_LOST,
    ANSWER_LATE,
    IMAGE_BREAKS_OFF,
    WIPE_BREAKS_OFF,
    CALL_HOME_LOST,
    INIT_FAILS,
    /// Etcd on one of the control planes does not run for a while, and all else there does.
    ETCD_DIES,
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

    boolean isDrawn() {
        return weight == Weight.ONE_THING || weight == Weight.BRINGS_ALL_DOWN;
    }

    private enum Weight {
        ONE_THING,
        /// A tenth as often.
        BRINGS_ALL_DOWN,
        /// Only where somebody aims it.
        AIMED,
        /// It is part of this world, and counted when it happens.
        BY_ITSELF
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
            case AIMED, BY_ITSELF -> 0;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
