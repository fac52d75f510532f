package dev.bringup.lab.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.wire.FirstBoot.Lack;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The part of an Ignition configuration that a machine of the rack acts on: files, users' keys,
/// and what the units run.
final class IgnitionConfig {

    private final String text;

    IgnitionConfig(String text) {
        this.text = text;
    }

    Disk.Personality read() throws Lack {
        JsonNode config = parse();
        if (!config.path("ignition").path("version").asText().startsWith("3.")) {
            throw new Lack("is not an Ignition configuration of version 3");
        }
        Map<String, String> files = files(config);
        String hostname = files.getOrDefault("/etc/hostname", "").strip();
        if (hostname.isEmpty()) {
            throw new Lack("writes no /etc/hostname");
        }
        String hostKey = files.get(SystemFiles.HOST_KEY);
        if (hostKey == null) {
            throw new Lack("writes no " + SystemFiles.HOST_KEY);
        }
        return new SystemFiles(files, shell(config, files))
                .personality(hostname, hostKey, keys(config), Optional.empty());
    }

    private JsonNode parse() throws Lack {
        try {
            return MarkerJson.parse(text);
        } catch (IOException e) {
            throw new Lack("cannot be read: " + e.getMessage());
        }
    }

    private static Map<String, String> files(JsonNode config) throws Lack {
        Map<String, String> files = new HashMap<>();
        for (JsonNode file : config.path("storage").path("files")) {
            String path = file.path("path").asText();
            String source = file.path("contents").path("source").asText("data:,");
            files.put(path, content(path, source));
        }
        return files;
    }

    /// A `data:` URL (RFC 2397), percent-encoded or in base64.
    private static String content(String path, String source) throws Lack {
        int comma = source.indexOf(',');
        if (!source.startsWith("data:") || comma < 0) {
            throw new Lack("writes " + path + " from something else than a data: URL");
        }
        String data = source.substring(comma + 1);
        try {
            return source.substring(0, comma).endsWith(";base64")
                    ? new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8)
                    : URLDecoder.decode(data.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Lack("writes " + path + " from a data: URL that cannot be read");
        }
    }

    private static List<String> keys(JsonNode config) {
        List<String> keys = new ArrayList<>();
        for (JsonNode user : config.path("passwd").path("users")) {
            user.path("sshAuthorizedKeys").forEach(key -> keys.add(key.asText()));
        }
        return keys;
    }

    /// What the units start, and the scripts among the files that they may start.
    private static String shell(JsonNode config, Map<String, String> files) {
        StringBuilder shell = new StringBuilder();
        for (JsonNode unit : config.path("systemd").path("units")) {
            for (String line :
                    unit.path("contents").asText().replace("\\\n", " ").split("\n", -1)) {
                if (line.startsWith("ExecStart")) {
                    shell.append(unwrapped(line.substring(line.indexOf('=') + 1))).append('\n');
                }
            }
        }
        files.values().stream()
                .filter(content -> content.startsWith("#!"))
                .forEach(content -> shell.append(content).append('\n'));
        return shell.toString();
    }

    /// `sh -c '...'` is what is in it.
    private static String unwrapped(String command) {
        for (List<String> words : ShellWords.commands(command)) {
            int option = words.indexOf("-c");
            if (option >= 0 && option + 1 < words.size()) {
                return words.get(option + 1);
            }
        }
        return command;
    }
}
