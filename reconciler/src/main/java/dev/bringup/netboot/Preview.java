package dev.bringup.netboot;

import dev.bringup.model.AttemptId;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Cidr;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Desired;
import dev.bringup.model.Image.Asset;
import dev.bringup.model.Image;
import dev.bringup.model.Ip4;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Roster;
import dev.bringup.model.Marker;
import dev.bringup.model.Permit;
import dev.bringup.model.PermitId;
import dev.bringup.netboot.dhcp.DhcpCodec;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// What would be served to a machine, made by the functions that serve it. Permit and attempt are
/// made up: the real ones are opened with the attempt.
public record Preview(
        Desired desired,
        MachineSpec machine,
        Ip4 address,
        Here here,
        BiFunction<BootAnswer.Serve, String, String> fill) {

    private static final PermitId PERMIT = new PermitId("00000000");
    private static final AttemptId ATTEMPT = new AttemptId("preview");
    private static final JoinMaterial JOINING = new JoinMaterial("", "(made when it asks)", "");
    private static final Duration LEASE = Duration.ofHours(1);

    /// Everything that there is to show, by its name.
    public List<String> names() {
        List<String> all = new ArrayList<>(List.of("dhcp", "dns", "ipxe"));
        if (!machine.isLive()) {
            all.add("install");
        }
        all.addAll(machine.install().payload().files().keySet());
        if (machine.install().payload().kind().steersAnInstaller()) {
            all.addAll(List.of(HandOver.TARGET, HandOver.FINISH));
        }
        if (!machine.install().image().bundles().isEmpty()) {
            all.add(Bundles.FILE);
        }
        return all;
    }

    public Optional<String> show(String name) {
        if (!names().contains(name)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (name) {
                    case "dhcp" -> dhcp();
                    case "dns" -> DnsZone.of(desired, address).text(machine);
                    case "ipxe" ->
                            body(
                                    new BootRequest.Script(
                                            machine.mac(),
                                            machine.address(),
                                            Optional.empty(),
                                            Optional.empty()),
                                    machine.isLive()
                                            ? new BootAnswer.StartLive(machine, permit())
                                            : new BootAnswer.StartInstaller(machine, permit()));
                    case "install" ->
                            body(
                                    new BootRequest.Disks(PERMIT, machine.address(), List.of()),
                                    new BootAnswer.Write(machine, permit(), "DISK", marker()));
                    default ->
                            body(
                                    new BootRequest.Config(PERMIT, machine.address(), name),
                                    new BootAnswer.Serve(
                                            machine, permit(), marker(), Optional.of(JOINING)));
                });
    }

    private String body(BootRequest request, BootAnswer answer) {
        return BootReply.of(request, answer, here, this::url, fill).body();
    }

    /// What runs from memory is served when all of it is here, and not before.
    private String url(Asset asset) {
        return machine.isLive()
                ? AssetStore.ours(asset, here.http())
                : AssetStore.declared(asset, here.http());
    }

    private Permit permit() {
        return new Permit(
                PERMIT, machine.id(), ATTEMPT, machine.fingerprint(), Permit.Stage.ISSUED);
    }

    private Marker marker() {
        return new Marker(
                machine.id(),
                ATTEMPT,
                desired.commit().id(),
                machine.fingerprint(),
                Marker.State.INSTALLED);
    }

    /// The offers to its firmware, to iPXE and to the installed system.
    private String dhcp() {
        int uefi = machine.install().image().arch() == Image.Arch.ARM64 ? 11 : 7;
        Options pxe = Options.NONE.with(Options.VENDOR_CLASS, Octets.text("PXEClient"));
        return offer("firmware (UEFI)", pxe.with(Options.ARCHITECTURE, Octets.u16(uefi)))
                + offer("firmware (BIOS)", pxe.with(Options.ARCHITECTURE, Octets.u16(0)))
                + offer("iPXE", Options.NONE.with(Options.USER_CLASS, Octets.text("iPXE")))
                + offer("installed system", Options.NONE);
    }

    private String offer(String asker, Options asked) {
        DhcpMessage discover =
                new DhcpMessage(
                        DhcpMessage.Op.REQUEST,
                        new DhcpMessage.Exchange(0, 0, 0, false),
                        new DhcpMessage.Addresses(0, 0, 0, relay()),
                        Octets.of(machine.mac().bytes()),
                        DhcpMessage.BootNames.NONE,
                        asked.with(Options.TYPE, Octets.u8(MessageType.DISCOVER.code())));
        DhcpPolicy.Self self = new DhcpPolicy.Self(address, here, LEASE);
        return switch (DhcpPolicy.answer(discover, Optional.of(Roster.of(desired)), self)) {
            case DhcpPolicy.Answer.Ignore(String because) ->
                    "# " + asker + ": no answer: " + because + "\n";
            case DhcpPolicy.Answer.Stranger _ ->
                    throw new IllegalStateException(machine.id() + " is a stranger to its commit");
            case DhcpPolicy.Answer.Send(DhcpMessage reply, DhcpPolicy.Route _) ->
                    "# " + asker + "\n" + text(reply);
        };
    }

    /// A machine of another network asks through a relay there: one that is listed, else the
    /// router.
    private int relay() {
        ClusterSpec.Network network = desired.cluster().network();
        if (network.cidr().contains(machine.address())) {
            return 0;
        }
        Cidr cidr = network.at(machine.address()).orElse(network).cidr();
        Ip4 router =
                network.at(machine.address())
                        .flatMap(ClusterSpec.Network::gateway)
                        .orElseGet(() -> new Ip4(cidr.network().bits() + 1));
        return network.reach().relays().stream()
                .filter(cidr::contains)
                .findFirst()
                .orElse(router)
                .bits();
    }

    private static String text(DhcpMessage reply) {
        StringBuilder out = new StringBuilder();
        out.append("yiaddr ").append(new Ip4(reply.addresses().yours())).append('\n');
        out.append("siaddr ").append(new Ip4(reply.addresses().server())).append('\n');
        reply.options()
                .values()
                .forEach((code, value) ->
                        out.append("option ")
                                .append(code)
                                .append(' ')
                                .append(printable(value))
                                .append('\n'));
        byte[] packet = new byte[DhcpCodec.encode(reply).remaining()];
        DhcpCodec.encode(reply).get(packet);
        return out.append("packet ")
                .append(HexFormat.of().formatHex(packet))
                .append("\n")
                .toString();
    }

    private static String printable(Octets value) {
        String ascii = new String(value.bytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
        return ascii.matches("[ -~]{3,}") ? "\"" + ascii + "\"" : "0x" + value.hex();
    }
}
