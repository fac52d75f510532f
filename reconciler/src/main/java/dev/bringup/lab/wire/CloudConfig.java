package dev.bringup.lab.wire;

import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.wire.FirstBoot.Lack;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// The part of cloud-init's `#cloud-config` that a machine of the rack acts on.
final class CloudConfig {

    private final String userData;
    private final String metaData;

    CloudConfig(String userData, String metaData) {
        this.userData = userData;
        this.metaData = metaData;
    }

    Disk.Personality read() throws Lack {
        if (!userData.startsWith("#cloud-config")) {
            throw new Lack("does not start with #cloud-config");
        }
        Map<?, ?> config = yaml(userData);
        Optional<String> hostname =
                text(config, "hostname").or(() -> text(yamlOrNothing(metaData), "local-hostname"));
        if (hostname.isEmpty()) {
            throw new Lack("has no hostname");
        }
        Optional<String> hostKey = text(map(config.get("ssh_keys")), "ed25519_private");
        if (hostKey.isEmpty()) {
            throw new Lack("has no ssh_keys.ed25519_private");
        }
        Map<String, String> files = files(config);
        // cloud-init tells sshd of it by itself.
        text(map(config.get("ssh_keys")), "ed25519_certificate")
                .ifPresent(line -> files.putAll(SystemFiles.certified(line)));
        return new SystemFiles(files, shell(config))
                .personality(
                        hostname.get(),
                        hostKey.get(),
                        keys(config),
                        text(map(config.get("phone_home")), "url"));
    }

    static Map<?, ?> yaml(String text) throws Lack {
        try {
            Object document = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
            if (document instanceof Map<?, ?> map) {
                return map;
            }
            throw new Lack("is not a mapping");
        } catch (YAMLException e) {
            throw new Lack("is not YAML: " + e.getMessage());
        }
    }

    private static Map<?, ?> yamlOrNothing(String text) {
        try {
            return yaml(text);
        } catch (Lack _) {
            return Map.of();
        }
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static Optional<String> text(Map<?, ?> map, String key) {
        return Optional.ofNullable(map.get(key))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(text -> !text.isBlank());
    }

    private static List<String> keys(Map<?, ?> config) {
        List<String> keys = new ArrayList<>();
        list(config.get("ssh_authorized_keys")).forEach(key -> keys.add("" + key));
        for (Object user : list(config.get("users"))) {
            list(map(user).get("ssh_authorized_keys")).forEach(key -> keys.add("" + key));
        }
        return keys;
    }

    private static Map<String, String> files(Map<?, ?> config) throws Lack {
        Map<String, String> files = new HashMap<>();
        for (Object entry : list(config.get("write_files"))) {
            Optional<String> path = text(map(entry), "path");
            String content = text(map(entry), "content").orElse("");
            String encoding = text(map(entry), "encoding").orElse("text/plain");
            if (path.isPresent()) {
                files.put(path.get(), decoded(path.get(), content, encoding));
            }
        }
        return files;
    }

    private static String decoded(String path, String content, String encoding) throws Lack {
        return switch (encoding) {
            case "text/plain" -> content;
            case "b64", "base64" -> {
                try {
                    byte[] bytes = Base64.getMimeDecoder().decode(content);
                    yield new String(bytes, StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    throw new Lack("writes " + path + " from wrong base64");
                }
            }
            default -> throw new Lack("writes " + path + " in the encoding " + encoding);
        };
    }

    /// The commands, each a line: as text for the shell, or as a list of words.
    private static String shell(Map<?, ?> config) {
        StringBuilder shell = new StringBuilder();
        for (Object command : list(config.get("runcmd"))) {
            if (command instanceof List<?> words) {
                for (Object word : words) {
                    shell.append('\'').append(("" + word).replace("'", "'\\''")).append("' ");
                }
            } else {
                shell.append(command);
            }
            shell.append('\n');
        }
        return shell.toString();
    }
}
