package dev.bringup.kube;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The merge patches of a drain. Cordon and its annotation are one write, so that at no instant a
/// cordon of ours looks like somebody else's.
final class NodePatch {

    private NodePatch() {}

    /// What an earlier drain left is void from here.
    static String cordon(Instant now) {
        return """
        {"metadata":{"annotations":{"%s":"drain, %s","%s":null}},"spec":{"unschedulable":true}}\
        """
                .formatted(Marks.CORDONED, seconds(now), Marks.DRAINED);
    }

    static String drained(Instant now) {
        return """
        {"metadata":{"annotations":{"%s":"%s"}}}\
        """
                .formatted(Marks.DRAINED, seconds(now));
    }

    static String uncordon() {
        return """
        {"metadata":{"annotations":{"%s":null,"%s":null}},"spec":{"unschedulable":null}}\
        """
                .formatted(Marks.CORDONED, Marks.DRAINED);
    }

    /// For a Node that we drained under a cordon of somebody else's.
    static String forgetDrain() {
        return """
        {"metadata":{"annotations":{"%s":null}}}\
        """
                .formatted(Marks.DRAINED);
    }

    private static Instant seconds(Instant now) {
        return now.truncatedTo(ChronoUnit.SECONDS);
    }
}
