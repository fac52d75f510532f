package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.RunOptions;
import dev.bringup.forge.Where;
import dev.bringup.git.Remote;
import dev.bringup.git.Signatures;
import dev.bringup.model.Ip4;
import dev.bringup.netboot.Settings.Dhcp;
import dev.bringup.netboot.Settings.Folders;
import dev.bringup.netboot.Settings.Link;
import dev.bringup.netboot.Settings.Ports;
import dev.bringup.telemetry.Tracer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the reconciler runs with, checked and complete.
record Settings(
        Remote remote,
        Optional<Signers> signatures,
        Duration poll,
        Path dataDir,
        Optional<Path> kubeconfig,
        Path secrets,
        Optional<Path> ageIdentity,
        Console console,
        SshAccess ssh,
        Optional<Where> forge,
        dev.bringup.netboot.Settings netboot) {

    /// An address that is renewed long before it ends, and soon enough after a commit changes it.
    private static final Duration LEASE = Duration.ofHours(1);

    private static final int SHORTEST_SECRET = 16;

    /// `hookSecret` is what the forge signs its calls with; without one they are not taken.
    record Console(Ip4 listen, int port, Optional<String> hookSecret, Observers observers) {
        Console(Ip4 listen, int port) {
            this(listen, port, Optional.empty(), Observers.NONE);
        }

        /// The secret stays one.
        @Override
        public String toString() {
            return listen + ":" + port;
        }
    }

    /// Whose commits count, and where that was read.
    record Signers(Path file, Signatures keys) {}

    static Settings of(RunOptions options) throws Failure {
        if (options.source.repo.isEmpty()) {
            throw new Failure(Exit.WRONG_INPUT, "say which repository: --repo URL");
        }
        Path kubeconfig = options.home.kubeconfig;
        if (kubeconfig != null && !Files.isReadable(kubeconfig)) {
            throw new Failure(Exit.WRONG_INPUT, "cannot read the kubeconfig " + kubeconfig);
        }
        Path dataDir = writable(options.home.dataDir);
        reachable(options.source.repo, dataDir);
        RunOptions.Boot boot = options.boot;
        List<Link> links = Links.of(boot);
        Ip4 address = links.isEmpty() ? Links.address(boot) : links.getFirst().address();
        return new Settings(
                new Remote(
                        options.source.repo,
                        options.source.branch,
                        options.source.path,
                        new Remote.Access(
                                token(options.source.tokenFile),
                                Optional.ofNullable(options.source.key),
                                Optional.ofNullable(options.source.knownHosts))),
                signers(options.source.requireSignatures),
                options.source.poll,
                dataDir,
                Optional.ofNullable(kubeconfig),
                options.secrets(),
                identity(options.home.ageIdentity),
                new Console(
                        options.home.listen,
                        options.home.port,
                        hookSecret(options.review.hookSecret),
                        Observers.of(options.telling, System.getenv(), options.secrets())),
                SshAccess.of(options.home.shell, System.getenv()),
                ForgeSettings.of(options),
                new dev.bringup.netboot.Settings(
                        address,
                        new Ports(
                                boot.dhcpPort,
                                boot.pxePort,
                                boot.tftpPort,
                                boot.httpPort,
                                Optional.ofNullable(boot.dnsPort),
                                Optional.of(boot.syslogPort)),
                        new Folders(boot.bootFiles, options.assets()),
                        new Dhcp(
                                links.isEmpty() ? address : Ip4.parse("0.0.0.0"),
                                links.stream().map(Link::device).findFirst(),
                                boot.broadcast,
                                boot.dhcpClientPort,
                                LEASE),
                        Resolvers.of(boot, address),
                        boot.noAdvertisements
                                ? dev.bringup.netboot.Settings.Ipv6.SILENT
                                : dev.bringup.netboot.Settings.Ipv6.ANSWERED,
                        links.stream().skip(1).toList()));
    }

    /// A repository elsewhere may come back; a folder that is not there at the first start is a
    /// typing error.
    private static void reachable(String repo, Path dataDir) throws Failure {
        boolean local = repo.startsWith("file:") || repo.startsWith("/") || repo.startsWith(".");
        if (!local || Files.exists(dataDir.resolve("state.git"))) {
            return;
        }
        try {
            Path folder = repo.startsWith("file:") ? Path.of(URI.create(repo)) : Path.of(repo);
            if (!Files.isDirectory(folder)) {
                throw new Failure(Exit.WRONG_INPUT, "there is no Git repository at " + repo);
            }
        } catch (IllegalArgumentException e) {
            throw new Failure(Exit.WRONG_INPUT, "--repo " + repo + " is not a URL of a folder");
        }
    }

    static Optional<String> token(@Nullable Path file) throws Failure {
        if (file == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot read the token file " + file);
        }
    }

    /// One that is short is guessed from the signatures it made.
    private static Optional<String> hookSecret(@Nullable Path file) throws Failure {
        Optional<String> secret = token(file);
        if (secret.filter(s -> s.length() < SHORTEST_SECRET).isPresent()) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "the webhook secret in %s is too short; %d letters are the least"
                            .formatted(file, SHORTEST_SECRET));
        }
        return secret;
    }

    private static Optional<Signers> signers(@Nullable Path file) throws Failure {
        if (file == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Signers(file, Signatures.load(file)));
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "--require-signatures: " + e.getMessage());
        }
    }

    private static Optional<Path> identity(@Nullable Path file) throws Failure {
        if (file != null && !Files.isReadable(file)) {
            throw new Failure(Exit.WRONG_INPUT, "cannot read the age key " + file);
        }
        return Optional.ofNullable(file);
    }

    static Path writable(Path folder) throws Failure {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot make the data directory " + folder);
        }
        try {
            // Rights alone do not tell: a file system may be full, read-only or not a real one.
            Files.delete(Files.createTempFile(folder, "probe", ""));
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot write to the data directory " + folder);
        }
        return folder.toAbsolutePath().normalize();
    }

    /// Name, value, and the default where there is one: printed at every start.
    Map<String, String[]> table() {
        Map<String, String[]> rows = new LinkedHashMap<>();
        rows.put("repo", new String[] {remote.url(), ""});
        rows.put("branch", new String[] {remote.branch(), "main"});
        rows.put("path", new String[] {remote.path(), ""});
        rows.put(
                "require-signatures",
                new String[] {
                    signatures.map(signers -> signers.file().toString()).orElse(""), "none"
                });
        rows.put("poll", new String[] {text(poll), "10s"});
        rows.put("data-dir", new String[] {dataDir.toString(), "/var/lib/bringup"});
        rows.put(
                "kubeconfig",
                new String[] {kubeconfig.map(Path::toString).orElse(""), "of the roots of trust"});
        rows.put("secrets", new String[] {secrets.toString(), "DATA-DIR/secrets"});
        rows.put("age-identity", new String[] {ageIdentity.map(Path::toString).orElse(""), ""});
        rows.put("listen", new String[] {console.listen().toString(), "127.0.0.1"});
        rows.put("port", new String[] {"" + console.port(), "8080"});
        rows.put(
                "hook-secret-file",
                new String[] {console.hookSecret().map(_ -> "set").orElse(""), "none"});
        rows.put(
                "forge",
                new String[] {
                    forge.map(f -> f.kind().name().toLowerCase(Locale.ROOT)).orElse(""), "none"
                });
        rows.put(
                "forge-api",
                new String[] {forge.map(f -> f.api().toString()).orElse(""), "of the forge"});
        rows.put("forge-project", new String[] {forge.map(Where::project).orElse(""), ""});
        observers(console.observers(), rows);
        rows.put("ssh-port", new String[] {"" + ssh.port(), "22"});
        rows.put(
                "ssh-key",
                new String[] {
                    ssh.files().stream().map(Path::toString).collect(Collectors.joining(",")), ""
                });
        rows.put("ssh-agent", new String[] {"" + ssh.agent().isPresent(), "false"});
        rows.put("interface", new String[] {String.join(",", devices()), ""});
        rows.put(
                "no-router-advertisements",
                new String[] {
                    "" + (netboot.ipv6() == dev.bringup.netboot.Settings.Ipv6.SILENT), "false"
                });
        rows.put("address", new String[] {String.join(",", addresses()), "of the interface"});
        rows.put("dhcp-port", new String[] {"" + netboot.ports().dhcp(), "67"});
        rows.put("dhcp-client-port", new String[] {"" + netboot.dhcp().clientPort(), "68"});
        rows.put(
                "dhcp-broadcast",
                new String[] {netboot.dhcp().broadcast().toString(), "255.255.255.255"});
        rows.put("pxe-port", new String[] {"" + netboot.ports().pxe(), "4011"});
        rows.put("tftp-port", new String[] {"" + netboot.ports().tftp(), "69"});
        rows.put("http-port", new String[] {"" + netboot.ports().http(), "8081"});
        rows.put(
                "dns-port",
                new String[] {netboot.ports().dns().map(port -> "" + port).orElse(""), "none"});
        rows.put(
                "syslog-port",
                new String[] {netboot.ports().syslog().map(port -> "" + port).orElse(""), "514"});
        rows.put("dns-forward", new String[] {Resolvers.text(netboot.others()), "none"});
        rows.put(
                "boot-files",
                new String[] {netboot.folders().bootFiles().toString(), "/usr/lib/ipxe"});
        rows.put("assets", new String[] {netboot.folders().assets().toString(), "DATA-DIR/assets"});
        return rows;
    }

    private static void observers(Observers observers, Map<String, String[]> rows) {
        rows.put("log-format", new String[] {observers.format().toString(), "text"});
        rows.put("log-level", new String[] {observers.level().orElse(""), "info"});
        rows.put(
                "otlp-endpoint",
                new String[] {
                    observers.collector().map(Tracer.Collector::toString).orElse(""), "none"
                });
        rows.put(
                "notify",
                new String[] {
                    observers.notifying().map(n -> n.file().toString()).orElse(""), "none"
                });
    }

    /// All interfaces that DHCP is served on.
    List<String> devices() {
        return Stream.concat(
                        netboot.dhcp().device().stream(), netboot.more().stream().map(Link::device))
                .toList();
    }

    private List<String> addresses() {
        return Stream.concat(
                        Stream.of(netboot.address()), netboot.more().stream().map(Link::address))
                .map(Ip4::toString)
                .toList();
    }

    private static String text(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }
}
