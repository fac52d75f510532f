package dev.bringup.manifest;

import dev.bringup.model.Diagnostic;
import dev.bringup.model.Diagnostic.Position;
import dev.bringup.model.Image;
import dev.bringup.model.Kubernetes;
import dev.bringup.model.MachineId;
import dev.bringup.model.Payload.Placeholder;
import dev.bringup.model.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The files that a machine's first boot fetches, made of one rendered template. A payload that the
/// machine could not read is refused here, where it has a line, and not on the machine's console.
final class Payloads {

    private static final int SHAPES = 100;

    /// What a system without a shell has no use for.
    private static final Set<Placeholder> UNHEARD =
            EnumSet.complementOf(
                    EnumSet.of(Placeholder.JOIN_TOKEN, Placeholder.LOG_SERVER, Placeholder.MARKER));

    private final Map<String, byte[]> files;
    private final Set<String> shapes;
    private final Problems problems;

    /// `shapes` remembers, for all machines of a commit, what was found readable.
    Payloads(Map<String, byte[]> files, Set<String> shapes, Problems problems) {
        this.files = files;
        this.shapes = shapes;
        this.problems = problems;
    }

    /// Nothing else would bring the bundles to the machine, tell an installer which disk may be
    /// lost, or say that it is done; and nobody would sign its host key.
    void mustBring(Image image, MachineId machine, Declared.Template template, String rendered) {
        Optional<Steered> steered = Steered.by(template.language());
        boolean brings = rendered.contains(Placeholder.BUNDLES_URL.text());
        boolean talos = template.language() == Declared.Language.TALOS;
        if (!image.bundles().isEmpty() && !brings && steered.isEmpty() && !talos) {
            refuse(
                    template,
                    machine,
                    "never runs what is at bringup.bundlesUrl, and image '%s' has bundles"
                            .formatted(image.name()));
        }
        if (rendered.contains(Placeholder.HOST_CERTIFICATE.text())
                && !files.containsKey(Kubernetes.ROOTS)) {
            refuse(
                    template,
                    machine,
                    "shows bringup.hostCertificate, and there is no "
                            + Kubernetes.ROOTS
                            + " with an SSH host CA to sign one",
                    "make it: bringup pki init --recipient AGE1...");
        }
        if (!talos && rendered.contains(Placeholder.JOIN_TOKEN.text())) {
            refuse(
                    template,
                    machine,
                    "shows bringup.joinToken, which is made for a payload of Talos alone",
                    "ask at {{ bringup.joinUrl }} with {{ bringup.nonce }} for what joins it");
        }
        steered.ifPresent(words -> mustSay(words, machine, template, rendered));
    }

    private void mustSay(
            Steered words, MachineId machine, Declared.Template template, String rendered) {
        List<String> lacks = new ArrayList<>();
        List<String> help = new ArrayList<>();
        if (!rendered.contains(Placeholder.TARGET_URL.text())) {
            lacks.add("never asks at bringup.targetUrl which disk it may write to");
            help.add(words.target());
        }
        if (!rendered.contains(Placeholder.FINISH_URL.text())) {
            lacks.add("never runs what is at bringup.finishUrl, so its disk would never boot");
            help.add(words.finish());
        }
        if (!lacks.isEmpty()) {
            refuse(template, machine, String.join(", and ", lacks), String.join("; ", help));
        }
    }

    /// `first` is the script of the first boot, for payloads that do not say it themselves.
    Payload of(
            MachineId machine,
            Declared.Template template,
            String rendered,
            Supplier<String> first) {
        return switch (template.language()) {
            case KICKSTART ->
                    steering(
                            Payload.Kind.KICKSTART,
                            Map.of("ks.cfg", rendered, "script", first.get()));
            case PRESEED ->
                    steering(
                            Payload.Kind.PRESEED,
                            Map.of("preseed.cfg", rendered, "script", first.get()));
            case AUTOINSTALL -> {
                yaml(machine, template, rendered);
                if (!rendered.startsWith("#cloud-config")) {
                    refuse(template, machine, "does not start with #cloud-config");
                }
                yield steering(
                        Payload.Kind.AUTOINSTALL,
                        Map.of(
                                "user-data",
                                rendered,
                                "meta-data",
                                metaData(machine),
                                "vendor-data",
                                "",
                                "script",
                                first.get()));
            }
            case CLOUD_INIT -> cloudInit(machine, template, rendered);
            case IGNITION -> {
                yaml(machine, template, rendered);
                if (!rendered.stripLeading().startsWith("{")) {
                    refuse(template, machine, "is not a JSON object");
                }
                yield ignition(rendered);
            }
            case SCRIPT -> {
                if (!rendered.startsWith("#!")) {
                    refuse(template, machine, "does not start with #!");
                }
                yield new Payload(Payload.Kind.SCRIPT, new TreeMap<>(Map.of("script", rendered)));
            }
            case TALOS -> {
                yaml(machine, template, rendered);
                talos(machine, template, rendered);
                yield new Payload(
                        Payload.Kind.TALOS, new TreeMap<>(Map.of(Payload.TALOS_CONFIG, rendered)));
            }
            case BUTANE -> ignition(butane(machine, template, rendered));
        };
    }

    private Payload cloudInit(MachineId machine, Declared.Template template, String rendered) {
        if (rendered.startsWith("#cloud-config")) {
            yaml(machine, template, rendered);
        } else if (!rendered.startsWith("#!")) {
            refuse(template, machine, "does not start with #cloud-config or #!");
        }
        return new Payload(
                Payload.Kind.CLOUD_INIT,
                new TreeMap<>(
                        Map.of(
                                "user-data",
                                rendered,
                                "meta-data",
                                metaData(machine),
                                "network-config",
                                NETWORK_CONFIG,
                                "vendor-data",
                                "")));
    }

    /// Nothing else is ever told to it: what it asks for in vain, it would ask for ever.
    private void talos(MachineId machine, Declared.Template template, String rendered) {
        for (Placeholder other : UNHEARD) {
            if (rendered.contains(other.text())) {
                refuse(
                        template,
                        machine,
                        "shows bringup.%s, and Talos runs nothing that could use it"
                                .formatted(other.key()),
                        "it joins by {{ bringup.joinToken }} alone");
            }
        }
    }

    private static Payload steering(Payload.Kind kind, Map<String, String> files) {
        return new Payload(kind, new TreeMap<>(files));
    }

    private static Payload ignition(String config) {
        return new Payload(Payload.Kind.IGNITION, new TreeMap<>(Map.of("config.ign", config)));
    }

    /// The Ignition config, or what was rendered if there is none; then there is a problem too.
    private String butane(MachineId machine, Declared.Template template, String rendered) {
        Problems inside = new Problems();
        String name = template.path() + " rendered for " + machine;
        List<Tree> documents =
                SourceText.of(name, rendered.getBytes(StandardCharsets.UTF_8), inside)
                        .map(text -> YamlReader.read(text, inside).documents())
                        .orElse(List.of());
        Optional<String> ignition = Optional.empty();
        if (inside.isEmpty() && documents.size() == 1) {
            ignition = Butane.ignition(documents.getFirst(), files, inside);
        } else if (inside.isEmpty()) {
            refuse(template, machine, "is not one Butane config");
        }
        refuseAll(machine, template, inside);
        return ignition.orElse(rendered);
    }

    /// JSON is read by the same reader: every JSON document is YAML.
    private void yaml(MachineId machine, Declared.Template template, String rendered) {
        // Where only the machine's name differs, what is a key or a list there does not.
        String shape = rendered.replace(machine.name(), "\0");
        if (rendered.indexOf('\0') < 0 && shapes.contains(shape)) {
            return;
        }
        Problems inside = new Problems();
        String name = template.path() + " rendered for " + machine;
        SourceText.of(name, rendered.getBytes(StandardCharsets.UTF_8), inside)
                .ifPresent(text -> YamlReader.read(text, inside));
        refuseAll(machine, template, inside);
        if (inside.isEmpty() && shapes.size() < SHAPES) {
            shapes.add(shape);
        }
    }

    /// Points into the template where the same line stands there once, else to its top: what is
    /// wrong in a rendered line may come from anywhere.
    private void refuseAll(MachineId machine, Declared.Template template, Problems inside) {
        for (Diagnostic wrong : inside.inReadingOrder()) {
            List<String> lines = lines(template);
            int line = lines.indexOf(wrong.sourceLine());
            boolean clear = line >= 0 && line == lines.lastIndexOf(wrong.sourceLine());
            String where = "is wrong in line " + wrong.at().line() + ": " + wrong.problem();
            if (clear) {
                int column = wrong.at().column();
                Position at = new Position(template.path(), line + 1, column);
                refuse(at, machine, where, wrong.help(), wrong.sourceLine());
            } else {
                String quoted = where + " (`" + wrong.sourceLine().strip() + "`)";
                Position at = new Position(template.path(), 1, 1);
                refuse(at, machine, quoted, wrong.help(), lines.getFirst());
            }
        }
    }

    private void refuse(Declared.Template template, MachineId machine, String why) {
        Position at = new Position(template.path(), 1, 1);
        refuse(at, machine, why, Optional.empty(), lines(template).getFirst());
    }

    private void refuse(Declared.Template template, MachineId machine, String why, String help) {
        Position at = new Position(template.path(), 1, 1);
        refuse(at, machine, why, Optional.of(help), lines(template).getFirst());
    }

    private void refuse(
            Position at, MachineId machine, String why, Optional<String> help, String source) {
        problems.add(
                new Diagnostic(
                        Code.BAD_PAYLOAD.text(),
                        at,
                        "rendered for " + machine + ", it " + why,
                        help,
                        source));
    }

    private List<String> lines(Declared.Template template) {
        byte[] source = files.getOrDefault(template.path(), new byte[0]);
        return SourceText.lines(new String(source, StandardCharsets.UTF_8));
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
