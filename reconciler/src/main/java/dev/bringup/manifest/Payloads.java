package dev.bringup.manifest;

import dev.bringup.model.Diagnostic;
import dev.bringup.model.Diagnostic.Position;
import dev.bringup.model.MachineId;
import dev.bringup.model.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The files that a machine's first boot fetches, made of one rendered template. A payload that the
/// machine could not read is refused here, where it has a line, and not on the machine's console.
final class Payloads {

    private final Map<String, byte[]> files;
    private final Problems problems;

    Payloads(Map<String, byte[]> files, Problems problems) {
        this.files = files;
        this.problems = problems;
    }

    Payload of(MachineId machine, Declared.Template template, String rendered) {
        Map<String, String> payload = new TreeMap<>();
        switch (template.kind()) {
            case CLOUD_INIT -> {
                if (rendered.startsWith("#cloud-config")) {
                    yaml(machine, template, rendered);
                } else if (!rendered.startsWith("#!")) {
                    refuse(template, machine, "does not start with #cloud-config or #!");
                }
                payload.put("user-data", rendered);
                payload.put("meta-data", metaData(machine));
                payload.put("network-config", NETWORK_CONFIG);
                payload.put("vendor-data", "");
            }
            case IGNITION -> {
                yaml(machine, template, rendered);
                if (!rendered.stripLeading().startsWith("{")) {
                    refuse(template, machine, "is not a JSON object");
                }
                payload.put("config.ign", rendered);
            }
        }
        return new Payload(template.kind(), new TreeMap<>(payload));
    }

    /// JSON is read by the same reader: every JSON document is YAML.
    private void yaml(MachineId machine, Declared.Template template, String rendered) {
        Problems inside = new Problems();
        String name = template.path() + " rendered for " + machine;
        SourceText.of(name, rendered.getBytes(StandardCharsets.UTF_8), inside)
                .ifPresent(text -> YamlReader.read(text, inside));
        for (Diagnostic wrong : inside.inReadingOrder()) {
            String where = "is wrong in line " + wrong.at().line() + ": " + wrong.problem();
            refuse(template, machine, where + " (`" + wrong.sourceLine().strip() + "`)");
        }
    }

    private void refuse(Declared.Template template, MachineId machine, String why) {
        byte[] source = files.getOrDefault(template.path(), new byte[0]);
        List<String> lines = SourceText.lines(new String(source, StandardCharsets.UTF_8));
        problems.add(
                new Diagnostic(
                        Code.BAD_PAYLOAD.text(),
                        new Position(template.path(), 1, 1),
                        "rendered for " + machine + ", it " + why,
                        Optional.empty(),
                        lines.getFirst()));
    }

    /// The instance-id may stay the same for ever: an installation starts on a fresh disk, where
    /// cloud-init has seen no instance yet.
    private static String metaData(MachineId machine) {
        return "instance-id: " + machine + "\nlocal-hostname: " + machine + "\n";
    }

    /// No address in it, so that a changed MAC or address is no reimage.
    private static final String NETWORK_CONFIG =
            """
            version: 2
            ethernets:
              all:
                match: {name: "e*"}
                dhcp4: true
            """;
}
