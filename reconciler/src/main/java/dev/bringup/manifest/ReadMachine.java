package dev.bringup.manifest;

import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec.DiskHints;
import dev.bringup.model.MachineSpec.Hardware;
import dev.bringup.model.MachineSpec.Intent;
import dev.bringup.model.MachineSpec.Location;
import dev.bringup.model.MachineSpec.Want;
import dev.bringup.model.Match;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Machine documents that fit their schema, as values. A machine's BMCs and outlets are known by
/// now: a reference to one that is not there was reported and its rung is left out.
final class ReadMachine {

    private ReadMachine() {}

    static SecretRef secret(Tree.Mapping secret, Map<String, byte[]> files) {
        String kind = secret.values().keySet().iterator().next();
        String text = secret.need(kind);
        return switch (kind) {
            case "env" -> new SecretRef.Env(text);
            case "file" -> new SecretRef.File(text);
            case "kubernetes" -> {
                String[] parts = text.split("/", 3);
                yield new SecretRef.Kubernetes(parts[0], parts[1], parts[2]);
            }
            default -> {
                String[] parts = text.split("#", 2);
                byte[] bytes = files.getOrDefault(parts[0], new byte[0]);
                yield new SecretRef.Sops(
                        parts[0], parts[1], new String(bytes, StandardCharsets.UTF_8));
            }
        };
    }

    static Declared.Machine machine(
            Document document,
            Map<String, Document> bmcs,
            Map<String, List<Rung.Feed>> feeds,
            Map<String, byte[]> files) {
        Tree.Mapping spec = document.spec();
        return new Declared.Machine(
                new MachineId(document.name()),
                hardware(spec, bmcs, feeds.getOrDefault(document.name(), List.of()), files),
                Ip4.parse(spec.need("ipAddress")),
                spec.need("profile"),
                new Intent(
                        Formats.constant(Want.class, spec.need("state")),
                        spec.text("locked"),
                        spec.map("reboot").text("generation")),
                ReadProfile.extras(spec, files));
    }

    /// The places of a machine's MACs, which duplicates are reported at.
    static List<Tree.Scalar> macs(Tree.Mapping spec) {
        List<Tree> listed = spec.get("macAddress").map(List::of).orElseGet(() -> spec.list("macs"));
        return listed.stream().map(Tree.Scalar.class::cast).toList();
    }

    private static Hardware hardware(
            Tree.Mapping spec,
            Map<String, Document> bmcs,
            List<Rung.Feed> feeds,
            Map<String, byte[]> files) {
        Tree.Mapping identity = spec.map("identity");
        Tree.Mapping disk = spec.map("disk");
        return new Hardware(
                macs(spec).stream().map(mac -> Mac.parse(mac.text())).toList(),
                identity.text("uuid").map(uuid -> uuid.toLowerCase(Locale.ROOT)),
                identity.text("serial"),
                spec.list("power").stream()
                        .flatMap(rung -> rung((Tree.Mapping) rung, bmcs, feeds, files).stream())
                        .toList(),
                new DiskHints(
                        disk.text("wwn"),
                        disk.text("minSize").map(Formats::size),
                        disk.text("overwrite")),
                new Location(
                        spec.map("location").text("rack"),
                        spec.map("location").list("pdu").stream().map(Tree::brief).toList()),
                Match.ANYTHING);
    }

    private static Optional<Rung> rung(
            Tree.Mapping rung,
            Map<String, Document> bmcs,
            List<Rung.Feed> feeds,
            Map<String, byte[]> files) {
        return switch (rung.values().keySet().iterator().next()) {
            case "wol" -> {
                Tree.Mapping wol = rung.map("wol");
                yield Optional.of(
                        new Rung.Wol(
                                wol.text("broadcast").map(Ip4::parse),
                                Integer.parseInt(wol.need("port")),
                                wol.text("interface"),
                                wol.get("secureOn")
                                        .map(on ->
                                                secret(((Tree.Mapping) on).map("secret"), files))));
            }
            case "ipmi" -> bmc("ipmi", rung, bmcs, files);
            case "redfish" -> bmc("redfish", rung, bmcs, files);
            case "libvirt" -> Optional.of(libvirt(rung.map("libvirt"), files));
            case "ssh" -> Optional.of(new Rung.Ssh());
            case "pdu" -> Optional.of(new Rung.Pdu(feeds));
            case "webhook" -> {
                Tree.Mapping hook = rung.map("webhook");
                yield Optional.of(
                        new Rung.Webhook(hook.need("url"), secret(hook.map("secret"), files)));
            }
            case "command" -> {
                Tree.Mapping command = rung.map("command");
                yield Optional.of(
                        new Rung.Command(
                                command.need("run"), Formats.duration(command.need("timeout"))));
            }
            case "manual" -> Optional.of(new Rung.Manual());
            case String other -> throw new IllegalStateException("no rung " + other);
        };
    }

    private static Rung libvirt(Tree.Mapping libvirt, Map<String, byte[]> files) {
        Formats.Endpoint host = Formats.Endpoint.parse(libvirt.need("host"), Formats.Endpoint.SSH);
        return new Rung.Libvirt(
                host.address(),
                host.port(),
                libvirt.need("user"),
                libvirt.need("hostKey"),
                secret(libvirt.map("key").map("secret"), files),
                libvirt.need("connect"),
                libvirt.need("domain"));
    }

    private static Optional<Rung> bmc(
            String driver,
            Tree.Mapping rung,
            Map<String, Document> bmcs,
            Map<String, byte[]> files) {
        return Optional.ofNullable(bmcs.get(rung.map(driver).need("bmc")))
                .flatMap(bmc -> ReadBmc.rung(driver, bmc, files));
    }
}
