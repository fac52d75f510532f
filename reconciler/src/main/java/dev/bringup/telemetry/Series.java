package dev.bringup.telemetry;

import java.util.Map;

/// What `# HELP` says of each series that a server or driver counts through the tally.
final class Series {

    private static final Map<String, String> HELP =
            Map.of(
                    "dhcp_packets", "DHCP packets by message and by what became of them.",
                    "router_solicitations",
                            "Questions for IPv6 routers, which were told that there is none here.",
                    "dns_queries", "DNS questions by type and by what was answered.",
                    "tftp_requests", "TFTP transfers by how they ended.",
                    "tftp_transfer", "How long TFTP transfers took.",
                    "http_requests", "Requests to the boot HTTP server by route and status.",
                    "http_request", "How long requests to the boot HTTP server took.",
                    "power_command", "How long power commands took, by driver and command.");

    private Series() {}

    /// Callers may name a timer with or without the unit that Prometheus wants in its name.
    static String base(String series) {
        return series.replaceFirst("_(seconds|total)$", "");
    }

    static String help(String base) {
        return HELP.getOrDefault(base, "Counted by kind and outcome.");
    }

    static String meter(String base) {
        return "bringup." + base.replace('_', '.');
    }
}
