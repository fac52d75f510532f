package dev.bringup.lab.wire;

import dev.bringup.lab.machine.Blueprint;
import dev.bringup.lab.machine.Machine;
import dev.bringup.lab.machine.Stimulus;
import dev.bringup.model.Ip4;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.Mac;
import dev.bringup.model.Power;
import dev.bringup.power.ipmi.BmcSide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/// The virtual rack: its switch, its machines, their BMCs and outlets, on real sockets of loopback.
public final class Rack implements AutoCloseable {

    /// `folder` keeps disks and power over restarts; `diskBytesPerSecond` is how fast an image can
    /// be written. BMCs and outlets take the same `login`. `kubelet` is what an image holds that
    /// says nothing of it.
    public record Settings(
            List<Blueprint> machines,
            NetworkPlan network,
            Path folder,
            long diskBytesPerSecond,
            KubeVersion kubelet,
            BmcSide.Login login,
            Faults faults) {
        public Settings {
            machines = List.copyOf(machines);
        }
    }

    /// What comes from outside. `console` gets each line a machine prints, with the machine's name.
    public record Supplies(
            Executor executor,
            InstantSource clock,
            SecureRandom random,
            BiConsumer<String, String> console,
            ControlPlane planes) {}

    private static final long DISK_BYTES = 16L << 30;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<Mac, Bay> bays = new TreeMap<>();
    private final Map<PduPlan, Relays> units = new ConcurrentHashMap<>();

    private Rack() {}

    /// The machine in a bay of the lab, counted from 1: every other one has UEFI firmware.
    public static Blueprint machine(int number, Blueprint.Speed speed) {
        return new Blueprint(
                "bay-%02d".formatted(number),
                Mac.parse("52:54:00:77:%02x:%02x".formatted(number >> 8, number & 255)),
                "b0a7ba5e-0000-4000-8000-%012d".formatted(number),
                "LAB%04d".formatted(number),
                number % 2 == 1 ? Blueprint.Firmware.BIOS : Blueprint.Firmware.EFI,
                Ip4.parse("127.77.2." + number),
                speed);
    }

    /// Runs when it returns. A port that is taken, or a file that cannot be read, is an
    /// [IOException] that names it.
    public static Rack start(Settings settings, Supplies supplies) throws IOException {
        Files.createDirectories(settings.folder());
        Rack rack = new Rack();
        try {
            rack.build(settings, supplies);
            return rack;
        } catch (IOException | RuntimeException e) {
            rack.close();
            throw e;
        }
    }

    private void build(Settings settings, Supplies supplies) throws IOException {
        Segment segment = Segment.open(settings.network(), supplies.executor(), this::wake);
        open.add(segment);
        Gear gear =
                new Gear(
                        segment,
                        settings.folder(),
                        new Gear.Build(
                                new Installer.Drive(DISK_BYTES, settings.diskBytesPerSecond()),
                                settings.kubelet()),
                        settings.faults(),
                        new Gear.Supplies(
                                supplies.executor(),
                                supplies.clock(),
                                supplies.random(),
                                supplies.console(),
                                supplies.planes()));
        RedfishServer redfish = new RedfishServer();
        open.add(redfish);
        for (Blueprint blueprint : settings.machines()) {
            MachineFile file =
                    new MachineFile(settings.folder().resolve(blueprint.name() + ".json"));
            Bay bay = new Bay(gear, file, file.load(blueprint));
            bays.put(blueprint.mac(), bay);
            open.add(bay);
            BmcBoard board = new BmcBoard(bay);
            redfish.listen(
                    blueprint.bmc(),
                    settings.network().ports().redfish(),
                    RedfishPages.of(blueprint, board, settings.login(), supplies));
            open.add(
                    BmcServer.start(
                            blueprint.bmc(),
                            settings.network().ports().bmc(),
                            settings.login(),
                            board,
                            supplies.random(),
                            supplies.executor()));
        }
        for (PduPlan plan : settings.network().pdus()) {
            PduServer pdu = PduServer.start(plan, settings.login(), supplies.random(), this::feed);
            open.add(pdu);
            units.put(plan, pdu.relays());
        }
        for (Bay bay : bays.values()) {
            bay.start();
        }
    }

    /// A machine has power as long as one of the outlets that it hangs on has.
    private synchronized void feed() {
        Map<Mac, Power> fed = new TreeMap<>();
        units.forEach((plan, relays) ->
                plan.plugged()
                        .forEach((outlet, mac) ->
                                fed.merge(
                                        mac,
                                        relays.read(outlet),
                                        (a, b) -> a == Power.ON ? a : b)));
        fed.forEach((mac, power) -> {
            Bay bay = bays.get(mac);
            if (bay != null) {
                bay.feed(power);
            }
        });
    }

    private void wake(Mac mac) {
        Bay bay = bays.get(mac);
        if (bay != null) {
            bay.hit(new Stimulus.MagicPacket());
        }
    }

    /// As they are now.
    public List<Machine> machines() {
        return bays.values().stream().map(Bay::machine).toList();
    }

    /// Presses a button at the front of a machine; false when there is no such machine.
    public boolean press(Mac machine, Stimulus.Button button) {
        Bay bay = bays.get(machine);
        if (bay == null) {
            return false;
        }
        bay.hit(button);
        return true;
    }

    /// Ends the rack as a power cut of the whole lab does: machines that were on will start again
    /// when it comes back.
    @Override
    public void close() {
        for (AutoCloseable one : open.reversed()) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing the rack", e);
            }
        }
        open.clear();
    }
}
