package dev.bringup.netboot;

import dev.bringup.model.AddressRange;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Cidr;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.Image;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.Payload;
import dev.bringup.model.Permit;
import dev.bringup.model.PermitId;
import dev.bringup.model.Policy;
import dev.bringup.model.Roster;
import dev.bringup.model.Rung;
import dev.bringup.model.Sha256;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import dev.bringup.port.Tally;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// A commit with one machine, for the tests of this package.
final class Sample {

    static final Mac MAC = Mac.parse("52:54:00:77:01:01");
    static final Mac STRANGER = Mac.parse("52:54:00:77:99:99");
    static final Fingerprint FINGERPRINT = new Fingerprint("v1:" + "ab".repeat(32));
    static final CommitId COMMIT = new CommitId("c0ffee".repeat(6) + "c0ff");
    static final AttemptId ATTEMPT = new AttemptId("a7");

    static final MachineSpec MACHINE =
            machine(
                    Ip4.parse("127.77.1.1"),
                    new Payload(
                            Payload.Kind.CLOUD_INIT,
                            new TreeMap<>(
                                    Map.of(
                                            "user-data",
                                            "#cloud-config\nnonce: %%bringup.nonce%%\n"))));

    static final Permit PERMIT =
            new Permit(
                    new PermitId("permit0123456789"),
                    MACHINE.id(),
                    ATTEMPT,
                    FINGERPRINT,
                    Permit.Stage.ISSUED);

    static final Marker MARKER =
            new Marker(MACHINE.id(), ATTEMPT, COMMIT, FINGERPRINT, Marker.State.INSTALLING);

    static final DhcpPolicy.Self SELF =
            new DhcpPolicy.Self(
                    Ip4.parse("127.77.0.1"), new Here("127.77.0.1:8081"), Duration.ofHours(1));

    private Sample() {}

    /// Somebody asks for an address, and says of itself what is in these.
    static DhcpMessage discover(Mac mac, Options said) {
        return new DhcpMessage(
                DhcpMessage.Op.REQUEST,
                new DhcpMessage.Exchange(1, 0, 0, false),
                DhcpMessage.Addresses.NONE,
                Octets.of(mac.bytes()),
                DhcpMessage.BootNames.NONE,
                said.with(Options.TYPE, Octets.u8(MessageType.DISCOVER.code())));
    }

    static MachineSpec machine(Ip4 address, Payload payload) {
        Image image =
                new Image(
                        "debian",
                        Image.Arch.X86_64,
                        "images/debian.raw",
                        new Sha256("cd".repeat(32)),
                        Image.Format.RAW);
        return new MachineSpec(
                new MachineId("node-01"),
                new MachineSpec.Hardware(
                        List.of(MAC),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new Rung.Ssh()),
                        new MachineSpec.DiskHints(
                                Optional.empty(), Optional.empty(), Optional.empty()),
                        Optional.empty()),
                address,
                "worker",
                new MachineSpec.Install(image, payload, List.of("console=ttyS0"), FINGERPRINT),
                new MachineSpec.NodeSpec(new TreeMap<>(), List.of()),
                new MachineSpec.Intent(
                        MachineSpec.Want.JOINED, Optional.empty(), Optional.empty()));
    }

    static MachineSpec with(MachineSpec machine, MachineSpec.Install install) {
        return new MachineSpec(
                machine.id(),
                machine.hardware(),
                machine.address(),
                machine.profile(),
                install,
                machine.node(),
                machine.intent());
    }

    /// The servers on loopback, at ports that were free.
    static Netboot netboot(
            Ip4 us,
            Settings.Folders folders,
            Supplier<Optional<Desired>> desired,
            Executor blocking)
            throws IOException {
        return netboot(us, folders, desired, Tally.NONE, blocking);
    }

    static Netboot netboot(
            Ip4 us,
            Settings.Folders folders,
            Supplier<Optional<Desired>> desired,
            Tally tally,
            Executor blocking)
            throws IOException {
        return Netboot.start(
                new Settings(
                        us,
                        new Settings.Ports(0, 0, 0, 0),
                        folders,
                        new Settings.Dhcp(us, Optional.empty(), us, 0, Duration.ofHours(1))),
                desired,
                (_, _) -> {},
                (_, text) -> text,
                _ -> {},
                tally,
                blocking);
    }

    static Optional<Roster> roster(ClusterSpec.DhcpMode dhcp) {
        return Optional.of(Roster.of(desired(dhcp)));
    }

    /// The same in another network.
    static Desired in(ClusterSpec.Network network, Desired desired) {
        ClusterSpec was = desired.cluster();
        ClusterSpec cluster =
                new ClusterSpec(
                        was.name(),
                        was.kubernetes(),
                        network,
                        was.ssh(),
                        was.suspend(),
                        was.policy());
        return new Desired(desired.commit(), cluster, desired.machines());
    }

    /// The same, with strangers that get an address of this pool and are looked at.
    static Desired inspecting(Desired desired, String pool) {
        ClusterSpec.Network was = desired.cluster().network();
        return in(
                new ClusterSpec.Network(
                        was.cidr(),
                        was.gateway(),
                        was.nameservers(),
                        was.domain(),
                        was.dhcp(),
                        was.extras(),
                        new ClusterSpec.Reach(
                                Optional.of(AddressRange.parse(pool)),
                                List.of(),
                                List.of(),
                                ClusterSpec.Strangers.INSPECT)),
                desired);
    }

    static Desired desired(ClusterSpec.DhcpMode mode) {
        return desired(mode, "127.77.0.0/16", MACHINE);
    }

    static Desired desired(ClusterSpec.DhcpMode mode, String cidr, MachineSpec machine) {
        Commit commit = new Commit(COMMIT, "ops", Instant.EPOCH, "Add node-01");
        ClusterSpec.Network network =
                new ClusterSpec.Network(
                        Cidr.parse(cidr),
                        Optional.of(Ip4.parse("127.77.0.254")),
                        List.of(Ip4.parse("127.77.0.53"), Ip4.parse("127.77.0.54")),
                        Optional.of("lab.example"),
                        mode);
        ClusterSpec cluster =
                new ClusterSpec(
                        "lab",
                        "1.36.2",
                        network,
                        new ClusterSpec.Ssh("ops", List.of()),
                        Optional.empty(),
                        Policy.SAFE);
        return new Desired(commit, cluster, new TreeMap<>(Map.of(machine.id(), machine)));
    }
}
