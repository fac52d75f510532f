package dev.bringup.manifest;

import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Image;
import dev.bringup.model.Ip4;
import dev.bringup.model.Kubernetes;
import dev.bringup.model.Mac;
import dev.bringup.model.Payload;
import dev.bringup.model.Taint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What a machine's template sees. Left out on purpose is what may change without a reimage being
/// meant: state, locks, generations and the power ladder.
final class Values {

    private Values() {}

    static Map<String, Object> of(
            ClusterSpec cluster,
            Declared.Machine machine,
            Declared.Profile profile,
            Image image,
            Declared.Extras merged) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", machine(cluster, machine, merged));
        all.put("profile", profile(profile));
        all.put("image", image(image));
        all.put("cluster", cluster(cluster));
        all.put("variables", SecretVariables.shown(merged.variables()));
        all.put("bringup", placeholders());
        return all;
    }

    static Map<String, Object> profile(Declared.Profile profile) {
        return Map.of("name", profile.name(), "role", profile.role(), "image", profile.image());
    }

    static Map<String, Object> machine(
            ClusterSpec cluster, Declared.Machine machine, Declared.Extras merged) {
        Map<String, Object> all = new LinkedHashMap<>();
        String name = machine.id().name();
        all.put("name", name);
        all.put("fqdn", cluster.network().domain().map(d -> name + "." + d).orElse(name));
        all.put("macAddress", machine.hardware().macs().getFirst().text());
        all.put("macs", machine.hardware().macs().stream().map(Mac::text).toList());
        all.put("ipAddress", machine.address().toString());
        // Where the machine is; `cluster.network` is the first network alone.
        all.put(
                "network",
                network(cluster.network().at(machine.address()).orElse(cluster.network())));
        all.put("profile", machine.profile());
        all.put("labels", merged.labels());
        all.put("taints", merged.taints().stream().map(Values::taint).toList());
        all.put("kernelArgs", merged.kernelArgs());
        Map<String, Object> location = new LinkedHashMap<>();
        machine.hardware().rack().ifPresent(rack -> location.put("rack", rack));
        location.put("pdu", machine.hardware().pdus());
        all.put("location", location);
        return all;
    }

    private static String taint(Taint taint) {
        String value = taint.value().isEmpty() ? "" : "=" + taint.value();
        return taint.key() + value + ":" + taint.effect().text();
    }

    private static Map<String, Object> image(Image image) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", image.name());
        values.put("arch", image.arch().name().toLowerCase(Locale.ROOT));
        switch (image.boot()) {
            case Image.Boot.Disk(Image.Asset file, Image.Format format) -> {
                values.put("boot", "disk");
                values.put("sha256", file.digest().hex());
                values.put("format", format.text());
            }
            case Image.Boot.Live _ -> values.put("boot", "live");
            case Image.Boot.Installer _ -> values.put("boot", "installer");
        }
        image.kubernetes().ifPresent(v -> values.put("kubernetesVersion", v.toString()));
        return values;
    }

    static Map<String, Object> cluster(ClusterSpec cluster) {
        return Map.of(
                "name", cluster.name(),
                "kubernetes", kubernetes(cluster.kubernetes()),
                "network", network(cluster.network()),
                "ssh",
                        Map.of(
                                "user", cluster.ssh().user(),
                                "authorizedKeys", List.copyOf(cluster.ssh().authorizedKeys())));
    }

    private static Map<String, Object> kubernetes(Kubernetes seen) {
        Map<String, Object> kubernetes = new LinkedHashMap<>();
        kubernetes.put("version", seen.version());
        seen.endpoint().ifPresent(endpoint -> kubernetes.put("endpoint", endpoint));
        seen.podCidr().ifPresent(cidr -> kubernetes.put("podCidr", cidr.toString()));
        seen.serviceCidr().ifPresent(cidr -> kubernetes.put("serviceCidr", cidr.toString()));
        return kubernetes;
    }

    private static Map<String, Object> network(ClusterSpec.Network seen) {
        Map<String, Object> network = new LinkedHashMap<>();
        network.put("cidr", seen.cidr().toString());
        network.put("prefix", seen.cidr().prefix());
        network.put("netmask", seen.cidr().netmask().toString());
        seen.gateway().ifPresent(ip -> network.put("gateway", ip.toString()));
        network.put("nameservers", seen.nameservers().stream().map(Ip4::toString).toList());
        seen.domain().ifPresent(domain -> network.put("domain", domain));
        ClusterSpec.Extras extras = seen.extras();
        network.put("ntp", extras.ntp().stream().map(Ip4::toString).toList());
        extras.mtu().ifPresent(mtu -> network.put("mtu", mtu));
        network.put(
                "routes",
                extras.routes().stream()
                        .map(r -> Map.of("to", r.to().toString(), "via", r.via().toString()))
                        .toList());
        return network;
    }

    private static Map<String, Object> placeholders() {
        Map<String, Object> all = new TreeMap<>();
        for (Payload.Placeholder placeholder : Payload.Placeholder.values()) {
            all.put(placeholder.key(), placeholder.text());
        }
        return all;
    }
}
