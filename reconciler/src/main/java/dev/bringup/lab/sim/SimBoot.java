package dev.bringup.lab.sim;

import dev.bringup.model.Permit;
import dev.bringup.model.JoinMaterial;
import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.machine.Emission;
import dev.bringup.lab.machine.Stage;
import dev.bringup.lab.machine.Stimulus;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.BootRequest.Content;
import dev.bringup.model.BootRequest.Installing;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.Payload;
import dev.bringup.model.PermitId;
import dev.bringup.model.Sighting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The netboot conversation without its wire: requests of machines reach the engine, its answers
/// come back as stimuli; both get lost or late.
final class SimBoot {

    /// In place of a token: make the cluster.
    static final String INIT = "init";

    private final Agenda agenda;
    private final Chaos chaos;
    private final Reconciler reconciler;
    private final SimKube kube;
    private final SimDoor door;
    private final SimLeases leases;
    private final Consumer<Deed> log;

    SimBoot(
            Agenda agenda,
            Chaos chaos,
            Reconciler reconciler,
            SimKube kube,
            SimLeases leases,
            Consumer<Deed> log) {
        this.agenda = agenda;
        this.chaos = chaos;
        this.reconciler = reconciler;
        this.kube = kube;
        this.leases = leases;
        this.log = log;
        door = new SimDoor(agenda, chaos, reconciler, log);
    }

    SimLeases leases() {
        return leases;
    }

    void dhcp(SimMachine m, Emission.As as, long life) {
        Ip4 address = m.address();
        if (as == Emission.As.SYSTEM) {
            // It keeps asking until somebody answers, so nothing is left to chance here.
            m.hit(new Stimulus.Leased(life, address, address, ""));
            return;
        }
        boolean known = !leases.isNamed(m.mac()) || reconciler.serves(m.mac());
        if (!known || m.plight().isCutOff() || chaos.strikes(Fault.OFFER_LOST)) {
            m.later(8000, 12_000, new Stimulus.Failed(life, "no DHCP offer"));
            return;
        }
        Sighting.Packet packet =
                switch (as) {
                    case FIRMWARE -> Sighting.Packet.FIRMWARE_DHCP;
                    case IPXE -> Sighting.Packet.IPXE_DHCP;
                    case SYSTEM -> Sighting.Packet.OS_DHCP;
                };
        reconciler.sighted(new Sighting.PacketSeen(m.mac(), packet, packet.name()));
        String file =
                switch (as) {
                    case FIRMWARE -> "undionly.kpxe";
                    case IPXE -> "http://boot/ipxe/" + m.mac().hyphened();
                    case SYSTEM -> "";
                };
        m.later(20, 4000, new Stimulus.Leased(life, address, address, file));
    }

    void script(SimMachine m, long life) {
        BootRequest request =
                new BootRequest.Script(
                        m.mac(),
                        m.address(),
                        Optional.empty(),
                        Optional.of(m.state().blueprint().serial()));
        door.ask(m, life, request, answer -> new Stimulus.Script(life, says(answer)));
    }

    private static Stimulus.Says says(BootAnswer answer) {
        return switch (answer) {
            case BootAnswer.StartInstaller(_, Permit permit) ->
                    new Stimulus.Says.Start(
                            new Stage.Installer(List.of(), permit.id().text(), permit.id().text()));
            case BootAnswer.StartLive(_, Permit permit) ->
                    new Stimulus.Says.Start(new Stage.Live(List.of(), seed(permit)));
            case BootAnswer.Wait(Duration time, _) -> new Stimulus.Says.Wait(time);
            case BootAnswer.LocalDisk _,
                    BootAnswer.Inspect _,
                    BootAnswer.Refused _,
                    BootAnswer.Write _,
                    BootAnswer.Wipe _,
                    BootAnswer.PowerDown _,
                    BootAnswer.Reseed _,
                    BootAnswer.Serve _,
                    BootAnswer.JoinWith _,
                    BootAnswer.Noted _ ->
                    new Stimulus.Says.LocalDisk();
        };
    }

    void disks(SimMachine m, Stage.Installer installer, Disk disk, long life) {
        Content content =
                switch (disk) {
                    case Disk.Blank _ -> new Content.Blank();
                    case Disk.Foreign _ -> new Content.Foreign();
                    case Disk.Partial(Marker marker) -> new Content.Marked(marker);
                    case Disk.Installed(Marker marker, _, _) -> new Content.Marked(marker);
                };
        BootRequest request =
                new BootRequest.Disks(
                        new PermitId(installer.config()),
                        m.address(),
                        List.of(
                                new BootRequest.Disk(
                                        "vda",
                                        "S-" + m.id(),
                                        Optional.empty(),
                                        1L << 34,
                                        content)));
        door.ask(m, life, request, answer -> new Stimulus.Verdict(life, told(answer)));
    }

    private static Stimulus.Told told(BootAnswer answer) {
        return switch (answer) {
            case BootAnswer.Write(MachineSpec spec, Permit permit, String disk, Marker marker) ->
                    new Stimulus.Told.Write(
                            new Stage.Order(
                                    disk,
                                    spec.install().image().name(),
                                    spec.install().image().brief(),
                                    "raw",
                                    marker,
                                    seed(permit)));
            case BootAnswer.Wipe(_, _, Marker marker) -> new Stimulus.Told.Wipe(marker);
            case BootAnswer.PowerDown _ -> new Stimulus.Told.Off();
            case BootAnswer.LocalDisk _ -> new Stimulus.Told.Boot(Optional.empty());
            case BootAnswer.Reseed(_, Permit permit, _) ->
                    new Stimulus.Told.Boot(Optional.of(seed(permit)));
            case BootAnswer.Wait(Duration time, _) -> new Stimulus.Told.Wait(time);
            case BootAnswer.Refused(String because) -> new Stimulus.Told.Refused(because);
            case BootAnswer.StartInstaller _,
                    BootAnswer.StartLive _,
                    BootAnswer.Inspect _,
                    BootAnswer.Serve _,
                    BootAnswer.JoinWith _,
                    BootAnswer.Noted _ ->
                    new Stimulus.Told.Refused("not an answer to this");
        };
    }

    private static Disk.Seed seed(Permit permit) {
        return new Disk.Seed(permit.id().text(), Payload.Kind.CLOUD_INIT);
    }

    void write(SimMachine m, long life) {
        if (m.plight().isCutOff() || chaos.strikes(Fault.IMAGE_BREAKS_OFF)) {
            m.later(3000, 60_000, new Stimulus.Failed(life, "the image broke off"));
            return;
        }
        m.later(10_000, 90_000, new Stimulus.ImageWritten(life));
    }

    void wipe(SimMachine m, long life) {
        if (chaos.strikes(Fault.WIPE_BREAKS_OFF)) {
            m.later(3000, 60_000, new Stimulus.Failed(life, "the disk does not take it"));
            return;
        }
        m.later(10_000, 600_000, new Stimulus.Emptied(life));
    }

    void report(SimMachine m, Stage.Installer installer, Installing now, long life) {
        BootRequest done =
                new BootRequest.Progress(
                        new PermitId(installer.report()), m.address(), now, 1L << 30);
        door.ask(m, life, done, answer -> written(life, answer));
    }

    private static Stimulus written(long life, BootAnswer answer) {
        return answer instanceof BootAnswer.Refused(String because)
                ? new Stimulus.Verdict(life, new Stimulus.Told.Refused(because))
                : new Stimulus.Acknowledged(life);
    }

    void failed(SimMachine m, Stage.Installer installer) {
        reconciler.asked(
                new BootRequest.Progress(
                        new PermitId(installer.report()), m.address(), Installing.FAILED, 0),
                _ -> {});
    }

    void seed(SimMachine m, Disk.Seed seed, long life) {
        PermitId permit = new PermitId(seed.url());
        BootRequest request = new BootRequest.Config(permit, m.address(), "user-data");
        door.ask(
                m,
                life,
                request,
                answer ->
                        answer instanceof BootAnswer.Serve(MachineSpec spec, _, Marker marker, _)
                                ? new Stimulus.SeedRead(life, personality(spec, permit, marker))
                                : new Stimulus.Failed(life, "no payload"));
    }

    private Disk.Personality personality(MachineSpec spec, PermitId permit, Marker marker) {
        return new Disk.Personality(
                spec.id().name(),
                "key",
                List.of(),
                marker,
                new Disk.JoinCall(permit.text(), chaos.nonce(permit)),
                Optional.of(permit.text()));
    }

    void phoneHome(SimMachine m, String url) {
        if (!m.plight().isCutOff() && !chaos.strikes(Fault.CALL_HOME_LOST)) {
            reconciler.asked(new BootRequest.PhoneHome(new PermitId(url), m.address()), _ -> {});
        }
    }

    void join(SimMachine m, Disk.JoinCall call, long life) {
        BootRequest.Join request =
                new BootRequest.Join(new PermitId(call.url()), m.address(), call.nonce());
        door.ask(
                m,
                life,
                request,
                answer ->
                        answer instanceof BootAnswer.JoinWith(_, JoinMaterial material)
                                ? trade(m, material.token(), life)
                                : new Stimulus.Failed(life, "no join material"));
    }

    void runJoin(SimMachine m, String script, long life) {
        m.later(200, 3000, trade(m, script, life));
    }

    private Stimulus trade(SimMachine m, String token, long life) {
        if (m.plight().isClockWrong()) {
            return new Stimulus.Failed(life, "the certificate is not valid yet");
        }
        if (token.equals(INIT) || kube.isKept(token)) {
            return m.marker()
                    .flatMap(marker ->
                            token.equals(INIT)
                                    ? kube.found(m.id(), marker.attempt())
                                    : kube.restore(m.id(), marker.attempt(), token))
                    .<Stimulus>map(kept -> new Stimulus.Joined(life, kept))
                    .orElseGet(() -> new Stimulus.Unjoined(life, "kubeadm init failed"));
        }
        return kube.trade(m.id(), token)
                .<Stimulus>map(kept -> new Stimulus.Joined(life, kept))
                .orElseGet(() -> new Stimulus.Failed(life, "the token is not good"));
    }

    /// Every byte is gone now, the marker's too.
    void wiped(SimMachine m) {
        log.accept(new Deed.Wiped(agenda.now(), m.id()));
    }

    /// A disk is being wiped: it is lost from here on.
    void lost(SimMachine m, Disk before) {
        Optional<MachineId> marked =
                switch (before) {
                    case Disk.Blank _, Disk.Foreign _ -> Optional.empty();
                    case Disk.Partial(Marker marker) -> Optional.of(marker.machine());
                    case Disk.Installed(Marker marker, _, _) -> Optional.of(marker.machine());
                };
        log.accept(new Deed.WipeBegun(agenda.now(), m.id(), marked));
    }

    void wrote(SimMachine m, Disk before, Marker now) {
        Deed.Before was =
                switch (before) {
                    case Disk.Blank _ -> Deed.Before.BLANK;
                    case Disk.Foreign _ -> Deed.Before.FOREIGN;
                    case Disk.Partial(Marker old) ->
                            old.machine().equals(m.id())
                                    ? Deed.Before.OWN_UNFINISHED
                                    : Deed.Before.FOREIGN;
                    case Disk.Installed(Marker old, _, _) ->
                            old.fingerprint().equals(now.fingerprint())
                                    ? Deed.Before.SAME
                                    : Deed.Before.OWN_OLDER;
                };
        log.accept(
                new Deed.DiskWritten(agenda.now(), m.id(), now.attempt(), was, now.fingerprint()));
    }
}
