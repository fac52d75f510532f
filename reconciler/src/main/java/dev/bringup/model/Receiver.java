package dev.bringup.model;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Somebody who is told what happens, of what, by which way, and how often at most.
public record Receiver(String name, Set<Topic> on, Way way, Pace pace, Optional<String> template) {

    public Receiver {
        on = Collections.unmodifiableSet(EnumSet.copyOf(on));
    }

    public enum Topic {
        /// A rail has held a machine for long, and time alone does not help.
        HELD,
        FAILED,
        /// An action is given up.
        STUCK,
        ALARM,
        QUARANTINED,
        /// The newest commit cannot be used.
        REJECTED,
        /// The repository cannot be used.
        GIT,
        READY,
        ACCEPTED
    }

    /// `quiet` is how long the same is not told again; of `hourly` letters the last may be told of
    /// others.
    public record Pace(Duration quiet, int hourly) {}

    public sealed interface Way {}

    /// CloudEvents, signed if there is a key. `ca` is a file of the authorities that count there.
    public record Webhook(
            String url, Optional<SecretRef> key, Optional<SecretRef> token, Optional<String> ca)
            implements Way {}

    /// Whoever knows such a URL may write there.
    public record Slack(SecretRef url) implements Way {}

    public record Mail(Server server, String from, List<String> to, Optional<SecretRef> credentials)
            implements Way {
        public Mail {
            to = List.copyOf(to);
        }
    }

    /// That takes mail by SMTP.
    public record Server(String host, int port, Tls tls, Optional<String> ca) {}

    public enum Tls {
        STARTTLS,
        /// From the first byte.
        TLS,
        OFF
    }
}
