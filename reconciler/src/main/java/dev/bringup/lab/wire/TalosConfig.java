package dev.bringup.lab.wire;

import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.wire.FirstBoot.Lack;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.MachineId;
import dev.bringup.model.Marker;
import dev.bringup.view.JoinScript;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The part of a Talos machine configuration that a worker of the rack acts on: its name, and how
/// its kubelet joins.
record TalosConfig(String text) {

    Disk.Personality read(Marker marker) throws Lack {
        Map<?, ?> config = CloudConfig.yaml(text);
        if (!need(config, "version").equals("v1alpha1")) {
            throw new Lack("is not a Talos configuration of version v1alpha1");
        }
        if (!need(config, "machine", "type").equals("worker")) {
            throw new Lack("is not for a worker");
        }
        String name = need(config, "machine", "network", "hostname");
        try {
            return new Disk.Personality(
                    name,
                    "",
                    List.of(),
                    marker,
                    new Disk.JoinAtOnce(JoinScript.of(new MachineId(name), joining(config))),
                    Optional.empty());
        } catch (IllegalArgumentException | IOException e) {
            throw new Lack("cannot be followed: " + e.getMessage());
        }
    }

    private JoinMaterial joining(Map<?, ?> config) throws Lack, IOException {
        URI endpoint = URI.create(need(config, "cluster", "controlPlane", "endpoint"));
        String ca = need(config, "cluster", "ca", "crt");
        byte[] certificate = Base64.getDecoder().decode(ca.strip());
        return new JoinMaterial(
                endpoint.getAuthority(),
                need(config, "cluster", "token"),
                PinnedAuthority.digest(new String(certificate, StandardCharsets.UTF_8)));
    }

    private static String need(Map<?, ?> config, String... path) throws Lack {
        Object here = config;
        for (String key : path) {
            here = here instanceof Map<?, ?> map ? map.get(key) : null;
        }
        if (here instanceof String text && !text.isBlank()) {
            return text;
        }
        throw new Lack("has no " + String.join(".", path));
    }
}
