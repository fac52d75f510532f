package dev.bringup.telemetry;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Every metric that there is: its type, its labels and what `# HELP` says of it. The page
/// `docs/metrics.md` is written from this list.
enum Metric {
    PHASE(
            Type.ROAD,
            "phase",
            "Phases of attempts on the road from off to Ready.",
            "phase",
            "profile",
            "image",
            "outcome"),
    CYCLE(
            Type.ROAD,
            "cycle",
            "Attempts from their opening to their end.",
            "action",
            "profile",
            "outcome"),
    OURS(
            Type.ROAD,
            "cycle_ours",
            "What of attempts that ended as they should was not the machine's own time, from their"
                    + " cause on: until Git was asked, held by a rail, until the next try, told to"
                    + " wait, until the stamp.",
            "why",
            "profile"),
    OURS_RATIO(
            Type.SHARE,
            "cycle_ours_ratio",
            "The same as a share of the time from the cause to the end, between 0 and 1.",
            "action",
            "profile"),
    ACTION(
            Type.ROAD,
            "action",
            "Actions that cost something, from their start to their answer.",
            "verb",
            "outcome"),
    MERGE_TO_ACTION(
            Type.ROAD, "merge_to_action", "From a commit's time to the first action after it."),
    MERGE_TO_READY(
            Type.ROAD,
            "merge_to_ready",
            "From a commit's time to each machine that is Ready with it.",
            "profile"),
    PHASE_RUNNING(
            Type.GAUGE,
            "phase_running_seconds",
            "How long the phase goes on in which a machine has been the longest.",
            "phase",
            "profile",
            "image"),
    MACHINES(
            Type.GAUGE, "machines", "Machines by profile and by how they are.", "profile", "state"),
    NODES(Type.GAUGE, "nodes", "Nodes of machines by what Kubernetes says of them.", "state"),
    HELD(Type.GAUGE, "held", "Steps that a rail holds back now.", "rail"),
    IN_FLIGHT(Type.GAUGE, "in_flight", "Actions that are under way now.", "verb"),
    ACTIONS(Type.COUNTER, "actions", "Actions by verb and by how they ended.", "verb", "outcome"),
    ALARMS(Type.COUNTER, "alarms", "Refused requests, contradictions and strangers."),
    IMAGE_BYTES(Type.COUNTER, "image_bytes", "Bytes of images that installers wrote to disks."),
    TRACES(
            Type.COUNTER,
            "traces",
            "Traces of attempts for the collector: sent, lost since it did not take them, or"
                    + " dropped since too many waited.",
            "outcome"),
    NOTIFICATIONS(
            Type.COUNTER,
            "notifications",
            "Notifications by receiver: sent, told already (same), more than it takes in an hour"
                    + " (over), refused, lost since it did not answer, or dropped since too many"
                    + " waited.",
            "receiver",
            "outcome"),
    ADDONS_CORRECTED(
            Type.COUNTER,
            "addons_corrected",
            "Objects of addons that others changed or deleted, put right."),
    GIT_COMMITS(
            Type.COUNTER,
            "git_commits",
            "Looks at the repository that brought news, by what came of it.",
            "outcome"),
    GIT_FETCH(
            Type.CALL,
            "git_fetch",
            "Looks at the repository: unchanged, changed, rejected or unusable.",
            "outcome"),
    GIT_COMMIT_TIMESTAMP(
            Type.GAUGE, "git_commit_timestamp_seconds", "When the commit in force was made."),
    GIT_COMMIT(Type.GAUGE, "git_commit_info", "The commit in force.", "commit"),
    CLOCK_AHEAD(
            Type.GAUGE,
            "clock_ahead_seconds",
            "How far this host's clock was set from the time that passed; it goes to 0 slowly."),
    GIT_REJECTED(Type.GAUGE, "git_rejected", "1 while the newest commit is refused."),
    GIT_UNUSABLE(Type.GAUGE, "git_unusable", "1 while the repository cannot be used."),
    LEADING(
            Type.GAUGE,
            "leading",
            "1 while this reconciler may act: it holds the lease, or there is none."),
    RECONCILE(Type.CALL, "reconcile", "One look at everything, with the steps that it takes."),
    CERTIFICATE_EXPIRY(
            Type.GAUGE,
            "certificate_expiry_timestamp_seconds",
            "When a certificate runs out by which we know the Kubernetes API or it knows us.",
            "certificate"),
    DHCP(
            Type.COUNTER,
            "dhcp_packets",
            "DHCP packets by message and by what became of them.",
            "kind",
            "outcome"),
    DHCP_CONFLICTS(
            Type.COUNTER,
            "dhcp_conflicts",
            "Answers of other DHCP servers and addresses that somebody else uses, by how we know.",
            "kind",
            "outcome"),
    UDP(
            Type.COUNTER,
            "udp_packets",
            "Packets that the kernel dropped since a receive buffer was full.",
            "kind",
            "outcome"),
    ROUTERS(
            Type.COUNTER,
            "router_solicitations",
            "Questions for IPv6 routers, which were told that there is none here.",
            "kind",
            "outcome"),
    DNS(
            Type.COUNTER,
            "dns_queries",
            "DNS questions by type and by what was answered.",
            "kind",
            "outcome"),
    TFTP(Type.COUNTER, "tftp_requests", "TFTP transfers by how they ended.", "kind", "outcome"),
    HTTP(
            Type.COUNTER,
            "http_requests",
            "Requests to the boot HTTP server by route and status.",
            "kind",
            "outcome"),
    SYSLOG(
            Type.COUNTER,
            "syslog_lines",
            "Lines that machines logged, by severity and by what became of them.",
            "kind",
            "outcome"),
    POWER(
            Type.CALL,
            "power_command",
            "How long power commands took, by driver and command.",
            "driver",
            "command",
            "outcome"),
    BUILD(Type.GAUGE, "build_info", "The version that runs.", "version", "java");

    enum Type {
        COUNTER,
        GAUGE,
        /// A histogram of what metal takes: a second to two hours.
        ROAD,
        /// A histogram of parts of 1.
        SHARE,
        /// A histogram of what a request takes: a millisecond to half a minute.
        CALL
    }

    private final Type type;
    private final String base;
    private final String help;
    private final String labels;

    Metric(Type type, String base, String help, String... labels) {
        this.type = type;
        this.base = base;
        this.help = help;
        this.labels = String.join(" ", labels);
    }

    /// What servers and drivers count by its name, with or without its unit.
    static Optional<Metric> counted(String series) {
        String wanted = series.replaceFirst("_(seconds|total)$", "");
        return Arrays.stream(values()).filter(m -> m.base.equals(wanted)).findFirst();
    }

    Type type() {
        return type;
    }

    String help() {
        return help;
    }

    List<String> labels() {
        return labels.isEmpty() ? List.of() : List.of(labels.split(" "));
    }

    /// As Micrometer wants it.
    String meter() {
        return "bringup." + base.replace('_', '.');
    }

    /// As Prometheus gets it; of a histogram without `_bucket`, `_count` and `_sum`.
    String exported() {
        return switch (type) {
            case COUNTER -> "bringup_" + base + "_total";
            case GAUGE, SHARE -> "bringup_" + base;
            case ROAD, CALL -> "bringup_" + base + "_seconds";
        };
    }
}
