package dev.bringup.lab.wire;

import java.time.Duration;
import java.util.Set;

/// How the Redfish of a BMC is not as the standard wishes. `late` is how long a change of power
/// takes to be shown, `callsPerSession` after how many calls a session is forgotten.
record RedfishQuirks(Set<Quirk> have, Duration late, int callsPerSession) {

    enum Quirk {
        /// No SessionService: basic authentication only.
        NO_SESSIONS,
        /// Changes are taken without a condition.
        NO_ETAG,
        /// PowerCycle is listed, and answered by 501.
        NO_CYCLE,
        /// What was set once is read back as lasting.
        CONTINUOUS,
        /// The ways of reset are listed in a resource of their own.
        ACTION_INFO,
        /// Firmware that boots from the network by HTTP alone.
        HTTP_ONLY
    }

    static final RedfishQuirks NONE = new RedfishQuirks(Set.of(), Duration.ZERO, Integer.MAX_VALUE);

    RedfishQuirks {
        have = Set.copyOf(have);
    }

    static RedfishQuirks of(Quirk... quirks) {
        return new RedfishQuirks(Set.of(quirks), Duration.ZERO, Integer.MAX_VALUE);
    }

    boolean has(Quirk quirk) {
        return have.contains(quirk);
    }
}
