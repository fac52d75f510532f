package dev.bringup.cli;

import dev.bringup.model.Ip4;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Everything that `run` can be told. Each option is also read from the environment (`--data-dir`
/// from `BRINGUP_DATA_DIR`) and from the file named by `--config`.
@Command(
        name = "run",
        description = "Make the machines what the repository says, and keep them so.",
        footer = {
            "%nExample:",
            "  bringup run --repo https://git.example/rack.git --interface eth1 \\",
            "    --kubeconfig admin.conf --data-dir /var/lib/bringup"
        })
public final class RunOptions {

    @Mixin public Help help = new Help();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Options as lines of NAME = VALUE.")
    public Path config = Path.of("");

    @ArgGroup(validate = false, heading = "%nThe state repository:%n")
    public final Source source = new Source();

    @ArgGroup(validate = false, heading = "%nThe cluster and our own files:%n")
    public final Home home = new Home();

    @ArgGroup(validate = false, heading = "%nReviews on a forge:%n")
    public final Review review = new Review();

    @ArgGroup(validate = false, heading = "%nLog and traces:%n")
    public final Telling telling = new Telling();

    @ArgGroup(validate = false, heading = "%nThe boot services:%n")
    public final Boot boot = new Boot();

    /// Where the desired state is.
    public static final class Source {
        @Option(
                names = "--repo",
                paramLabel = "URL",
                description = "Git repository: file, https or ssh.")
        public String repo = "";

        @Option(
                names = "--branch",
                paramLabel = "NAME",
                description = "Branch (default: ${DEFAULT-VALUE}).")
        public String branch = "main";

        @Option(
                names = "--path",
                paramLabel = "PATH",
                description = "Folder or file in the repository (default: all of it).")
        public String path = "";

        @Option(
                names = "--require-signatures",
                paramLabel = "PATH",
                description =
                        "Take only commits that one of these keys signed: a file or folder of"
                                + " OpenPGP public keys and allowed_signers of SSH.")
        public @Nullable Path requireSignatures;

        @Option(
                names = "--poll",
                paramLabel = "TIME",
                description = "Time between two looks at it (default: ${DEFAULT-VALUE}).")
        public Duration poll = Duration.ofSeconds(10);

        @Option(names = "--git-token-file", paramLabel = "FILE", description = "Token for https.")
        public @Nullable Path tokenFile;

        @Option(names = "--git-key", paramLabel = "FILE", description = "Private key for ssh.")
        public @Nullable Path key;

        @Option(
                names = "--git-known-hosts",
                paramLabel = "FILE",
                description = "Host keys for ssh.")
        public @Nullable Path knownHosts;
    }

    /// What we keep, and whom we serve.
    public static final class Home {
        @Option(
                names = "--data-dir",
                paramLabel = "DIR",
                description = "Journal, clone, keys and assets (default: ${DEFAULT-VALUE}).")
        public Path dataDir = Path.of("/var/lib/bringup");

        @Option(
                names = "--kubeconfig",
                paramLabel = "FILE",
                description = "The cluster that machines join.")
        public @Nullable Path kubeconfig;

        @Option(
                names = "--secrets",
                paramLabel = "DIR",
                description = "Folder of secret files (default: secrets in the data directory).")
        public @Nullable Path secrets;

        @Option(
                names = "--age-identity",
                paramLabel = "FILE",
                description = "Age keys that open files of SOPS in the repository.")
        public @Nullable Path ageIdentity;

        @Option(
                names = "--port",
                paramLabel = "PORT",
                description =
                        "Console, API and metrics; the next free one if it is taken"
                                + " (default: ${DEFAULT-VALUE}).")
        public int port = 8080;

        @Option(
                names = "--listen",
                paramLabel = "IP",
                description = "Address of the console (default: ${DEFAULT-VALUE}).")
        public Ip4 listen = Ip4.parse("127.0.0.1");

        @ArgGroup(validate = false, heading = "%nSSH to machines:%n")
        public final Shell shell = new Shell();
    }

    /// How machines are logged in to.
    public static final class Shell {
        @Option(
                names = "--ssh-port",
                paramLabel = "PORT",
                description = "Where machines answer SSH (default: ${DEFAULT-VALUE}).")
        public int port = 22;

        @Option(
                names = "--ssh-key",
                paramLabel = "FILE",
                description =
                        "A private key that machines let in beside the reconciler's own, with the"
                                + " certificate in FILE-cert.pub if that is there; may be"
                                + " repeated.")
        public List<Path> keys = new ArrayList<>();

        @Option(
                names = "--ssh-agent",
                description = "Log in with what the agent behind SSH_AUTH_SOCK holds as well.")
        public boolean agent;
    }

    /// Where commits are reviewed.
    public static final class Review {
        @Option(
                names = "--forge",
                paramLabel = "KIND",
                description =
                        "github, gitlab, gitea or forgejo: each open request into the branch gets a"
                                + " commit status and a comment with its plan (default: none).")
        public String forge = "";

        @Option(
                names = "--forge-api",
                paramLabel = "URL",
                description =
                        "Root of its REST API, as https://git.example/api/v1 (default: the public"
                                + " one of github or gitlab).")
        public String api = "";

        @Option(
                names = "--forge-project",
                paramLabel = "OWNER/NAME",
                description = "The project on it.")
        public String project = "";

        @Option(
                names = "--forge-token-file",
                paramLabel = "FILE",
                description = "A token that may comment and set statuses.")
        public @Nullable Path tokenFile;

        @Option(
                names = "--hook-secret-file",
                paramLabel = "FILE",
                description =
                        "Takes webhooks at /hooks/git that are signed with this secret, and then"
                                + " looks at Git at once (default: takes none).")
        public @Nullable Path hookSecret;
    }

    /// Who hears of it.
    public static final class Telling {
        @Option(
                names = "--log-format",
                paramLabel = "FORMAT",
                description = "One line for each event: text or json (default: ${DEFAULT-VALUE}).")
        public LogFormat logFormat = LogFormat.TEXT;

        @Option(
                names = "--log-level",
                paramLabel = "LEVEL",
                description =
                        "error, warn, info, debug or trace; bringup log-level changes it later"
                                + " (default: info).")
        public String logLevel = "";

        @Option(
                names = "--otlp-endpoint",
                paramLabel = "URL",
                description =
                        "Send a trace of each attempt, with a span for each phase, to this"
                                + " OpenTelemetry collector, as http://127.0.0.1:4318 (default:"
                                + " OTEL_EXPORTER_OTLP_ENDPOINT, else none).")
        public String otlp = "";

        @Option(
                names = "--notify",
                paramLabel = "FILE",
                description =
                        "Tell the receivers in this file what happens, by webhook, Slack or e-mail"
                                + " (default: nobody; bringup schema Notifications says what is in"
                                + " it).")
        public @Nullable Path notify;
    }

    /// Where machines find us.
    public static final class Boot {
        @Option(
                names = "--interface",
                paramLabel = "NAME",
                split = ",",
                description =
                        "Serve DHCP on this interface only. With several each serves the network of"
                                + " its own address, and machines there are told that address.")
        public List<String> devices = new ArrayList<>();

        @Option(
                names = "--no-router-advertisements",
                description =
                        "Do not tell machines that look for an IPv6 router on --interface that"
                                + " there is none. Older iPXE waits 15 seconds for that at every"
                                + " boot.")
        public boolean noAdvertisements;

        @Option(
                names = "--address",
                paramLabel = "IP",
                description =
                        "Our address as machines see it, with one --interface or none (default:"
                                + " that of --interface).")
        public @Nullable Ip4 address;

        @Option(
                names = "--dhcp-port",
                paramLabel = "PORT",
                description = "Default: ${DEFAULT-VALUE}.")
        public int dhcpPort = 67;

        @Option(
                names = "--dhcp-client-port",
                paramLabel = "PORT",
                description = "Default: ${DEFAULT-VALUE}.")
        public int dhcpClientPort = 68;

        @Option(
                names = "--dhcp-broadcast",
                paramLabel = "IP",
                description =
                        "Where replies to machines without an address go (default:"
                                + " ${DEFAULT-VALUE}).")
        public Ip4 broadcast = Ip4.parse("255.255.255.255");

        @Option(
                names = "--pxe-port",
                paramLabel = "PORT",
                description =
                        "Where firmware asks what to boot that has its address from another"
                                + " server (default: ${DEFAULT-VALUE}).")
        public int pxePort = 4011;

        @Option(
                names = "--tftp-port",
                paramLabel = "PORT",
                description = "Default: ${DEFAULT-VALUE}.")
        public int tftpPort = 69;

        @Option(
                names = "--http-port",
                paramLabel = "PORT",
                description = "Boot scripts, payloads and images (default: ${DEFAULT-VALUE}).")
        public int httpPort = 8081;

        @Option(
                names = "--dns-port",
                paramLabel = "PORT",
                description =
                        "Answer DNS here, by UDP and TCP, for the Cluster's domain and the reverse"
                                + " of its network; 0 is any free port (default: no DNS).")
        public @Nullable Integer dnsPort;

        @Option(
                names = "--dns-forward",
                paramLabel = "IP[:PORT]",
                split = ",",
                description =
                        "DNS servers that are asked for all other names, in this order, for"
                                + " machines of the Cluster's networks (default: nobody is asked).")
        public List<String> dnsForward = new ArrayList<>();

        @Option(
                names = "--syslog-port",
                paramLabel = "PORT",
                description =
                        "Take what machines log while they boot and are installed. They are told of"
                                + " it by DHCP and iPXE when it is 514 (default:"
                                + " ${DEFAULT-VALUE}).")
        public int syslogPort = 514;

        @Option(
                names = "--boot-files",
                paramLabel = "DIR",
                description =
                        "iPXE binaries, and shims for Secure Boot (default: ${DEFAULT-VALUE}).")
        public Path bootFiles = Path.of("/usr/lib/ipxe");

        @Option(
                names = "--assets",
                paramLabel = "DIR",
                description = "Images and the installer (default: assets in the data directory).")
        public @Nullable Path assets;
    }

    public Path secrets() {
        return Optional.ofNullable(home.secrets).orElse(home.dataDir.resolve("secrets"));
    }

    public Path assets() {
        return Optional.ofNullable(boot.assets).orElse(home.dataDir.resolve("assets"));
    }
}
