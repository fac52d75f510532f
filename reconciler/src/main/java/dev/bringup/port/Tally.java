package dev.bringup.port;

import java.time.Duration;

/// Counts what the servers and drivers do; `telemetry` turns it into metrics. `series` is a
/// metric's name without its prefix ("dhcp_packets"), `kind` and `outcome` are small closed sets of
/// labels.
public interface Tally {

    void count(String series, String kind, String outcome);

    void time(String series, String kind, String outcome, Duration took);

    /// For a server that runs alone.
    Tally NONE =
            new Tally() {
                @Override
                public void count(String series, String kind, String outcome) {}

                @Override
                public void time(String series, String kind, String outcome, Duration took) {}
            };
}
