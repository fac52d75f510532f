package dev.bringup.lab.wire;

import dev.bringup.lab.machine.Behaviour;
import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.machine.Emission;
import dev.bringup.lab.machine.Machine;
import dev.bringup.lab.machine.Stage;
import dev.bringup.lab.machine.Step;
import dev.bringup.lab.machine.Stimulus;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Ip4;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.Marker;
import dev.bringup.model.Power;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// One machine in the rack: its pure state, and the threads and sockets that do what it emits.
final class Bay implements ShellSession.Host, AutoCloseable {

    /// What a life of the machine holds; it ends with it.
    private record Run(Scope scope, Road road, AtomicReference<String> kubelet) {}

    /// What its shell wrote onto an installation; the next one does not have it.
    private record Written(Optional<AttemptId> installation, Map<String, String> files) {
        static final Written NOTHING = new Written(Optional.empty(), Map.of());
    }

    private static final Duration JOIN_PATIENCE = Duration.ofSeconds(60);

    /// Long enough for the exit status of `poweroff` to reach whoever typed it.
    private static final Duration GOODBYE = Duration.ofMillis(200);

    private final Gear gear;
    private final MachineFile file;
    private Machine machine;
    private Run run;
    private CompletableFuture<String> joined = new CompletableFuture<>();
    private Written written = Written.NOTHING;
    private boolean fed = true;

    Bay(Gear gear, MachineFile file, Machine machine) {
        this.gear = gear;
        this.file = file;
        this.machine = machine;
        this.run = fresh();
    }

    private Run fresh() {
        return new Run(
                new Scope(gear.supplies().executor()),
                new Road(gear, machine.blueprint(), machine.life()),
                new AtomicReference<>(""));
    }

    synchronized Machine machine() {
        return machine;
    }

    /// After the lab itself came back: a machine that was on starts anew, as after a power cut.
    synchronized void start() throws IOException {
        file.save(machine);
        if (machine.power() == Power.ON) {
            gear.print(machine, "power restored");
            run(new Emission.After(machine.blueprint().speed().selfTest()), machine.life());
        }
    }

    /// Its outlets. Its firmware is set to start when power comes back.
    synchronized void feed(Power outlets) {
        if (fed == (outlets == Power.ON)) {
            return;
        }
        gear.print(machine, outlets == Power.ON ? "power is back" : "without power");
        fed = true;
        hit(outlets == Power.ON ? Stimulus.Button.ON : Stimulus.Button.OFF);
        fed = outlets == Power.ON;
    }

    synchronized void hit(Stimulus stimulus) {
        if (!fed && (stimulus == Stimulus.Button.ON || stimulus instanceof Stimulus.MagicPacket)) {
            return;
        }
        Step step = Behaviour.on(machine, stimulus);
        boolean reborn = step.next().life() != machine.life();
        Optional<Marker> before = onDisk(machine.disk());
        machine = step.next();
        if (!onDisk(machine.disk()).equals(before)) {
            before.ifPresent(m -> gear.supplies().planes().written(m.machine().name()));
        }
        if (reborn) {
            run.scope.close();
            run = fresh();
        }
        settleJoin(stimulus);
        for (Emission emission : step.emissions()) {
            run(emission, machine.life());
        }
    }

    private void settleJoin(Stimulus stimulus) {
        switch (stimulus) {
            case Stimulus.Joined _ -> joined.complete("");
            case Stimulus.Unjoined(_, String because) -> joined.complete(because);
            case Stimulus.Button _ -> joined.complete("the power went");
            case Stimulus _ -> {}
        }
    }

    private void run(Emission emission, long life) {
        Run now = run;
        Road way = now.road;
        Scope within = now.scope;
        switch (emission) {
            case Emission.After(Duration time) ->
                    ask(() -> {
                        Thread.sleep(time);
                        return new Stimulus.Woke(life);
                    });
            case Emission.Dhcp(Emission.As as) -> ask(() -> way.dhcp(as));
            case Emission.Tftp(Ip4 server, String name) -> ask(() -> way.tftp(server, name));
            case Emission.GetScript(String url) -> ask(() -> way.script(url));
            case Emission.LoadKernel(Stage.Kernel kernel) -> ask(() -> way.load(kernel));
            case Emission.AskDisks(Stage.Installer installer, Disk disk) ->
                    ask(() -> way.disks(installer, disk));
            case Emission.WriteImage(Stage.Installer installer, Stage.Order order) ->
                    ask(() -> way.write(installer, order));
            case Emission.WriteZeros(Stage.Installer installer) -> ask(() -> way.wipe(installer));
            case Emission.ReportWiped(Stage.Installer installer) -> ask(() -> way.wiped(installer));
            case Emission.ReportWritten(Stage.Installer installer) ->
                    ask(() -> way.written(installer));
            case Emission.ReportFailure(Stage.Installer installer, String because) ->
                    tell(() -> way.failed(installer, because));
            case Emission.ReadSeed(Disk.Seed seed) -> {
                Optional<Marker> marker = onDisk(machine.disk());
                ask(() -> way.seed(seed, marker));
            }
            case Emission.StartShell(Disk.Personality self) ->
                    tell(() -> within.hold(shell(way, self)));
            case Emission.PhoneHome(String url) -> tell(() -> way.phoneHome(url));
            case Emission.AskToJoin(Disk.JoinCall call, _) -> ask(() -> way.join(call, files()));
            case Emission.RunJoin(String script, _) -> ask(() -> way.run(script, files()));
            case Emission.StartKubelet(String node, String token) ->
                    tell(() -> kubelet(now, node, token));
            case Emission.Halt _ -> {} // the old life ended with its scope
            case Emission.Save _ -> save();
            case Emission.Print(String line) -> gear.print(machine, line);
        }
    }

    private static Optional<Marker> onDisk(Disk disk) {
        return disk instanceof Disk.Installed(Marker marker, _, _)
                ? Optional.of(marker)
                : Optional.empty();
    }

    /// A question: its answer, or its failure, is the next stimulus.
    private void ask(Callable<Stimulus> question) {
        long life = machine.life();
        run.scope.run(
                question,
                this::hit,
                e -> hit(new Stimulus.Failed(life, String.valueOf(e.getMessage()))));
    }

    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    /// Something that nobody waits for.
    private void tell(Task task) {
        Machine now = machine;
        run.scope.run(
                () -> {
                    task.run();
                    return true;
                },
                _ -> {},
                e -> gear.print(now, String.valueOf(e.getMessage())));
    }

    private void save() {
        try {
            file.save(machine);
        } catch (IOException e) {
            gear.print(machine, "the lab cannot keep this machine: " + e.getMessage());
        }
    }

    /// The sshd of the life before may still be closing.
    private ShellServer shell(Road way, Disk.Personality self)
            throws IOException, InterruptedException {
        int port = gear.segment().plan().ports().ssh();
        ShellSession session = new ShellSession(this);
        for (int i = 0; ; i++) {
            try {
                return ShellServer.start(
                        way.address(), port, self, session, gear.supplies().executor());
            } catch (java.net.BindException e) {
                if (i == 50) {
                    throw new IOException("sshd: port " + port + ": " + e.getMessage(), e);
                }
                Thread.sleep(100);
            }
        }
    }

    private void kubelet(Run life, String node, String token)
            throws IOException, InterruptedException {
        Machine now = machine();
        life.kubelet.set(token);
        KubeletConfig config = KubeletConfig.parse(token);
        KubeApi api = new KubeApi(life.road.address(), config);
        life.scope.hold(api);
        NodeObject object =
                new NodeObject(
                        node,
                        life.road.address(),
                        bootId(now),
                        version(life, now),
                        now.blueprint().uuid(),
                        config.plane());
        new Kubelet(
                        api,
                        object,
                        gear.supplies().planes(),
                        gear.supplies().clock(),
                        line -> gear.print(now, line))
                .run(() -> token.equals(life.kubelet.get()));
        api.close();
    }

    /// A system that runs from memory does not say.
    private KubeVersion version(Run life, Machine now) throws IOException {
        return now.memory().isPresent() ? gear.build().kubelet() : life.road.kubelet();
    }

    private static String bootId(Machine machine) {
        String life = machine.blueprint().uuid() + " " + machine.life();
        return UUID.nameUUIDFromBytes(life.getBytes(StandardCharsets.UTF_8)).toString();
    }

    @Override
    public Map<String, String> files() {
        Machine now = machine();
        Map<String, String> files = new HashMap<>();
        files.put("/proc/sys/kernel/random/boot_id", bootId(now) + "\n");
        now.settled()
                .map(Disk.Settled::self)
                .ifPresent(self -> {
                    files.put("/etc/hostname", self.hostname());
                    files.put("/etc/bringup/machine.json", MarkerJson.write(self.marker()) + "\n");
                });
        files.putAll(written(now).files());
        return files;
    }

    private synchronized Written written(Machine now) {
        Optional<AttemptId> installation = now.settled().map(s -> s.self().marker().attempt());
        if (!written.installation().equals(installation)) {
            written = new Written(installation, Map.of());
        }
        return written;
    }

    @Override
    public synchronized void write(String path, String content) {
        Written now = written(machine);
        Map<String, String> files = new HashMap<>(now.files());
        files.put(path, content);
        written = new Written(now.installation(), Map.copyOf(files));
    }

    @Override
    public synchronized void remove(String path) {
        Written now = written(machine);
        Map<String, String> files = new HashMap<>(now.files());
        files.remove(path);
        written = new Written(now.installation(), Map.copyOf(files));
    }

    @Override
    public String join(String script) {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        synchronized (this) {
            joined = outcome;
            hit(new Stimulus.Command(new Stimulus.Order.Join(script)));
            if (!(machine.stage() instanceof Stage.Joining)) {
                return "this machine cannot join now: it is " + machine.stage().label();
            }
        }
        return outcome.completeOnTimeout(
                        "no end of it", JOIN_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    @Override
    public String etcdctl(List<String> words) throws IOException {
        String node = machine.settled().map(s -> s.self().hostname()).orElse("");
        return gear.supplies().planes().etcdctl(node, words);
    }

    @Override
    public void order(Stimulus.Order order) {
        gear.supplies()
                .executor()
                .execute(() -> {
                    try {
                        Thread.sleep(GOODBYE);
                        hit(new Stimulus.Command(order));
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    /// Nothing of the machine changes: its power is kept as it is.
    @Override
    public synchronized void close() {
        run.scope.close();
    }
}
