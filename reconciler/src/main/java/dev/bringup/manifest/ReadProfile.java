package dev.bringup.manifest;

import dev.bringup.model.Image;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.Match;
import dev.bringup.model.Sha256;
import dev.bringup.model.Taint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Image and Profile documents that fit their schemas, as values.
final class ReadProfile {

    private ReadProfile() {}

    static Image image(Document document) {
        Tree.Mapping spec = document.spec();
        return new Image(
                document.name(),
                Formats.constant(Image.Arch.class, spec.need("arch")),
                boot(spec),
                spec.text("kubernetesVersion").map(KubeVersion::parse),
                spec.list("bundles").stream().map(b -> asset((Tree.Mapping) b)).toList());
    }

    /// What does not fit the way it is booted is read by what is there: it is said elsewhere.
    private static Image.Boot boot(Tree.Mapping spec) {
        if (spec.get("disk").isPresent()) {
            return disk(spec.map("disk"));
        }
        Image.Boot.Live program = program(spec);
        return spec.need("boot").equals("installer") ? new Image.Boot.Installer(program) : program;
    }

    private static Image.Boot disk(Tree.Mapping disk) {
        return new Image.Boot.Disk(
                asset(disk), Formats.constant(Image.Format.class, disk.need("format")));
    }

    private static Image.Boot.Live program(Tree.Mapping spec) {
        return new Image.Boot.Live(
                asset(spec.map("kernel")),
                spec.list("initrd").stream().map(i -> asset((Tree.Mapping) i)).toList(),
                spec.get("rootfs").map(rootfs -> asset((Tree.Mapping) rootfs)),
                spec.list("args").stream().map(arg -> LiveImages.argument(arg.brief())).toList());
    }

    private static Image.Asset asset(Tree.Mapping asset) {
        return new Image.Asset(asset.need("url"), new Sha256(asset.need("sha256")));
    }

    static Declared.Profile profile(Document document, Map<String, byte[]> files) {
        Tree.Mapping spec = document.spec();
        Tree.Mapping payload = spec.map("payload");
        String key = payload.values().keySet().iterator().next();
        return new Declared.Profile(
                document.name(),
                spec.need("role"),
                spec.need("image"),
                new Declared.Template(
                        Formats.constant(Declared.Language.class, key),
                        payload.need(key),
                        payload.place(key)),
                extras(spec, files),
                DhcpOptions.read(spec.map("dhcpOptions"), new Problems()),
                Steps.read(document));
    }

    static Declared.Target target(Document document) {
        Tree.Mapping spec = document.spec();
        return new Declared.Target(document.name(), spec.need("template"), spec.need("output"));
    }

    /// The fields that profiles and machines share.
    static Declared.Extras extras(Tree.Mapping spec, Map<String, byte[]> files) {
        TreeMap<String, String> labels = new TreeMap<>();
        spec.map("labels").values().forEach((key, value) -> labels.put(key, value.brief()));
        List<Taint> taints = new ArrayList<>();
        spec.list("taints").forEach(text -> taints.add(Formats.taint(text.brief())));
        Map<String, Object> variables = new LinkedHashMap<>();
        spec.map("variables")
                .values()
                .forEach((key, value) -> variables.put(key, SecretVariables.read(value, files)));
        return new Declared.Extras(
                Collections.unmodifiableSortedMap(labels),
                List.copyOf(taints),
                Collections.unmodifiableMap(variables),
                spec.list("kernelArgs").stream().map(Tree::brief).toList(),
                spec.map("reimage").text("generation"),
                spec.map("reboot").text("generation"),
                match(spec.map("match")));
    }

    private static Match match(Tree.Mapping match) {
        return new Match(
                match.text("vendor"),
                match.text("product"),
                match.text("minMemory").map(Formats::size),
                match.text("minCpus").map(Integer::valueOf));
    }
}
