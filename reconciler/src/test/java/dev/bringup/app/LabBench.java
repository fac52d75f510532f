package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.cli.LabOptions;
import dev.bringup.cli.Program;
import dev.bringup.lab.api.LabApi;
import dev.bringup.lab.api.LabClient;
import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.machine.Machine;
import dev.bringup.lab.machine.Stimulus;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.Ip4;
import dev.bringup.model.Marker;
import dev.bringup.port.Status;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The whole lab in this process, over the same sockets as `bringup lab`: world, reconciler and
/// console.
final class LabBench implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final ObjectMapper JSON = new ObjectMapper();

    final LabHome home;
    final Cockpit cockpit;
    final LabCluster cluster;
    LabClient api = LabClient.NOBODY;
    private final LabMachines rack;
    private final Settings settings;
    private Optional<Daemon> daemon = Optional.empty();
    private final HttpClient http = HttpClient.newHttpClient();

    /// Which image each fingerprint stands for, of every commit so far.
    private final Map<Fingerprint, String> imageOf = new ConcurrentHashMap<>();

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final AtomicInteger deaths = new AtomicInteger();

    LabBench(Path folder, double speed) throws Exception {
        this(folder, speed, Duration.ofSeconds(40));
    }

    /// Where there is no cluster yet.
    static LabBench fromNothing(Path folder, double speed) throws Exception {
        return fromNothing(folder, speed, 3);
    }

    /// Of less than three machines one is a control plane.
    static LabBench fromNothing(Path folder, double speed, int machines) throws Exception {
        return fromNothing(folder, speed, machines, LabApi.VERSION);
    }

    /// With that Kubernetes at first.
    static LabBench fromNothing(Path folder, double speed, int machines, KubeVersion version)
            throws Exception {
        LabOptions options = new LabOptions();
        options.speed = speed;
        options.machines = machines;
        options.fromNothing = true;
        options.kubernetes = version.toString();
        return new LabBench(folder, options, Duration.ofSeconds(40));
    }

    /// Where so many of a thousand steps of a machine go wrong.
    static LabBench faulty(Path folder, double speed, int perMille) throws Exception {
        LabOptions options = usual(speed);
        options.faults = perMille;
        return new LabBench(folder, options, Duration.ofSeconds(40));
    }

    /// With a Node taken for Ready for that long after its last sign of life.
    LabBench(Path folder, double speed, Duration grace) throws Exception {
        this(folder, usual(speed), grace);
    }

    /// In whose cluster the reconciler is known by the kubeconfig that this makes.
    static LabBench as(Path folder, double speed, Function<LabClient, Path> account)
            throws Exception {
        return new LabBench(folder, usual(speed), Duration.ofSeconds(40), Optional.of(account));
    }

    private static LabOptions usual(double speed) {
        LabOptions options = new LabOptions();
        options.speed = speed;
        return options;
    }

    private LabBench(Path folder, LabOptions options, Duration grace) throws Exception {
        this(folder, options, grace, Optional.empty());
    }

    private LabBench(
            Path folder,
            LabOptions options,
            Duration grace,
            Optional<Function<LabClient, Path>> account)
            throws Exception {
        home = new LabHome(folder);
        LabFiles.write(home);
        LabWorld.begin(home, options);
        try {
            cluster = keep(LabCluster.open(home, grace));
            rack = keep(LabMachines.start(home, options, cluster));
            if (cluster.api().isPresent()) {
                api = keep(admin(cluster.api().get()));
            }
            Settings.Console where = new Settings.Console(Ip4.parse("127.0.0.1"), 0);
            cockpit = keep(Cockpit.open(where, home.reconciler(), "test", _ -> {}));
            cockpit.board().listen(_ -> learn());
            Optional<Path> kubeconfig = account.map(made -> made.apply(api));
            settings =
                    Lab.settings(
                            home,
                            kubeconfig.or(() -> cluster.api().map(LabApi::kubeconfig)),
                            where);
            startReconciler();
        } catch (IOException | Program.Failure e) {
            close();
            throw new AssertionError(
                    "this test needs the lab's ports; does another lab run on this computer? "
                            + e.getMessage(),
                    e);
        }
    }

    /// Where there was no API, from now on one is asked.
    void meet() throws IOException {
        api = keep(admin(cluster.api().orElseThrow()));
    }

    private void startReconciler() throws Program.Failure {
        Daemon fresh = Daemon.start(settings, cockpit.windows(), deaths::incrementAndGet);
        daemon = Optional.of(fresh);
        fresh.awake();
    }

    /// How often the process would have ended to be started anew.
    int deaths() {
        return deaths.get();
    }

    /// The console stays, and what the journal and the clone hold.
    void restartReconciler() throws Program.Failure {
        daemon.ifPresent(Daemon::close);
        startReconciler();
    }

    private static LabClient admin(LabApi server) throws IOException {
        try {
            return LabClient.admin(server);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    private void learn() {
        cockpit.board().latest().flatMap(Status::desired).stream()
                .flatMap(desired -> desired.machines().values().stream())
                .forEach(m -> imageOf.put(m.fingerprint(), m.install().image().name()));
    }

    /// What a machine's disk carries: "installed with lab-os-1".
    String onDisk(int number) {
        return machine(number).disk() instanceof Disk.Installed(Marker marker, _, _)
                ? marker.state().name().toLowerCase(Locale.ROOT)
                        + " with "
                        + imageOf.get(marker.fingerprint())
                : machine(number).disk().toString();
    }

    /// As somebody at the rack does.
    void press(int number, Stimulus.Button button) {
        rack.rack().press(machine(number).blueprint().mac(), button);
    }

    Machine machine(int number) {
        return rack.rack().machines().get(number - 1);
    }

    /// Nobody of the program asked for it.
    void restart(int number) {
        assertTrue(rack.rack().press(machine(number).blueprint().mac(), Stimulus.Button.RESET));
    }

    JsonNode get(String path) {
        try {
            return JSON.readTree(text(path));
        } catch (IOException e) {
            throw new AssertionError(path, e);
        }
    }

    String text(String path) {
        try {
            URI uri = URI.create(cockpit.url()).resolve(path);
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(path, e);
        }
    }

    /// Each machine of the console and its state.
    Map<String, String> states() {
        Map<String, String> states = new TreeMap<>();
        get("/api/v1/machines")
                .forEach(m -> states.put(m.path("name").asText(), m.path("state").asText()));
        return states;
    }

    /// The image that each machine is to run.
    Map<String, String> images() {
        Map<String, String> images = new TreeMap<>();
        get("/api/v1/machines")
                .forEach(m -> images.put(m.path("name").asText(), m.at("/wanted/image").asText()));
        return images;
    }

    /// The samples of one metric by their labels, as `/metrics` prints them.
    Map<String, Double> metric(String name) {
        Pattern sample = Pattern.compile("(?m)^" + name + "\\{(.*)} (\\S+)$");
        return sample.matcher(text("/metrics"))
                .results()
                .collect(
                        Collectors.toMap(
                                m -> m.group(1),
                                m -> Double.parseDouble(m.group(2)),
                                Double::sum,
                                TreeMap::new));
    }

    /// Every event so far that tells of this machine, its times cut out.
    List<String> events(String machine) {
        return cockpit.board().eventsSince(0).stream()
                .filter(e -> e.machine().filter(machine::equals).isPresent())
                .map(e -> e.text().replaceAll(" [0-9.]+ (s|ms)\\b", " some time"))
                .toList();
    }

    void await(Object wanted, Callable<?> look) throws Exception {
        await(SOON, wanted, look);
    }

    void await(Duration patience, Object wanted, Callable<?> look) throws Exception {
        Instant until = Instant.now().plus(patience);
        Object found = look.call();
        while (!wanted.equals(found) && Instant.now().isBefore(until)) {
            Thread.sleep(30);
            found = look.call();
        }
        assertEquals(wanted, found, this::story);
    }

    String story() {
        return cockpit.board().eventsSince(0).stream()
                .map(e -> e.at() + " " + e.machine().orElse("") + " " + e.text())
                .collect(Collectors.joining("\n", "what happened:\n", "\n"));
    }

    @Override
    public void close() {
        daemon.ifPresent(Daemon::close);
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new AssertionError("closing the lab", e);
            }
        }
        assertTrue(parts.isEmpty());
    }
}
