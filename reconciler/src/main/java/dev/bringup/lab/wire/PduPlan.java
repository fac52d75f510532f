package dev.bringup.lab.wire;

import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A power distribution unit of the rack: where it listens, how it wants to be spoken to, which
/// machine hangs on which outlet, and which outlets its own panel locks.
public record PduPlan(
        Ip4 address, int port, Face face, Map<Integer, Mac> plugged, Set<Integer> locked) {

    static final int OUTLETS = 8;

    public enum Face {
        /// `/restapi/` with digest authentication.
        REST,
        /// Pages behind a form with a challenge.
        FORM,
        /// The same pages behind basic authentication.
        BASIC
    }

    public PduPlan {
        plugged = new TreeMap<>(plugged);
        locked = Set.copyOf(locked);
    }
}
