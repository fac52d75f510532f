package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.RenderOptions;
import dev.bringup.git.Look;
import dev.bringup.git.Worktree;
import dev.bringup.manifest.Declared;
import dev.bringup.manifest.Manifests;
import dev.bringup.manifest.Targets;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.Cidr;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Payload;
import dev.bringup.netboot.Here;
import dev.bringup.netboot.Preview;
import dev.bringup.secrets.Filler;
import dev.bringup.secrets.Mask;
import dev.bringup.secrets.RootKey;
import dev.bringup.secrets.Secrets;
import dev.bringup.template.Templates;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;

/// `bringup render`: what a machine would be served, or a Target's file.
record Rendering(RenderOptions options, PrintStream out) {

    int run() throws Failure {
        if (options.machine.isEmpty() == options.target.isEmpty()) {
            throw new Failure(Exit.WRONG_INPUT, "name a machine, or a Target with --target");
        }
        try {
            Look.Snapshot files =
                    options.at.isEmpty()
                            ? Validation.snapshot(options.path)
                            : Validation.snapshot(
                                    options.path, Worktree.at(options.path, options.at));
            return options.target.isEmpty() ? machine(files) : target(files);
        } catch (IllegalStateException | UncheckedIOException e) {
            throw new Failure(Exit.WRONG_INPUT, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new Failure(
                    Exit.WRONG_INPUT, "cannot read " + options.path + ": " + e.getMessage());
        }
    }

    private int machine(Look.Snapshot files) throws Failure, IOException {
        Validation found = Validation.of(files);
        Desired desired = found.desired().orElseThrow(() -> broken(found.problems()));
        MachineSpec machine =
                desired.machines().values().stream()
                        .filter(m -> m.id().name().equals(options.machine))
                        .findFirst()
                        .orElseThrow(() -> unknown("machine", options.machine, names(desired)));
        Ip4 address = Optional.ofNullable(options.address).orElseGet(() -> first(desired));
        String http = address + ":" + options.httpPort;
        String log = address + ":" + Here.LOG_PORT;
        Preview preview =
                new Preview(
                        desired,
                        machine,
                        address,
                        new Here(http, Optional.of(log)),
                        filler(new Filler.Urls(http, log), desired.cluster()));
        show(preview);
        return Exit.FINE;
    }

    private static Ip4 first(Desired desired) {
        Cidr cidr = desired.cluster().network().cidr();
        return new Ip4(cidr.network().bits() + 1);
    }

    private void show(Preview preview) throws Failure {
        if (options.what.equals("all")) {
            if (options.form.isJson()) {
                Map<String, String> all = new LinkedHashMap<>();
                preview.names().forEach(n -> all.put(n, preview.show(n).orElseThrow()));
                answer(all);
                return;
            }
            for (String name : preview.names()) {
                out.println("==> " + name + " <==");
                out.print(preview.show(name).orElseThrow());
                out.println();
            }
            return;
        }
        String file = file(options.what);
        Optional<String> text = preview.show(file);
        if (text.isEmpty()) {
            List<String> all = new ArrayList<>(preview.names());
            all.add("all");
            throw new Failure(
                    Exit.WRONG_INPUT,
                    options.machine
                            + " is not served '"
                            + options.what
                            + "'; there are "
                            + String.join(", ", all));
        }
        if (options.form.isJson()) {
            answer(Map.of(file, text.get()));
        } else {
            out.print(text.get());
        }
    }

    /// What people call it, by the name under which it is served.
    private static String file(String what) {
        return switch (what) {
            case "ignition" -> "config.ign";
            case "talos" -> Payload.TALOS_CONFIG;
            default -> what;
        };
    }

    /// Texts by the names of their files.
    private void answer(Map<String, String> files) {
        Printed.answer(options.form, out, files);
    }

    private BiFunction<BootAnswer.Serve, String, String> filler(
            Filler.Urls urls, ClusterSpec cluster) throws Failure, IOException {
        if (!options.reveal) {
            return Filler.masking(urls)::fill;
        }
        Path folder = options.dataDir;
        Path key = folder == null ? Path.of("") : folder.resolve("root.key");
        if (folder == null || !Files.exists(key)) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "--reveal needs --data-dir, the folder of the reconciler with its root.key");
        }
        Secrets secrets =
                new Secrets(
                        folder.resolve("secrets"),
                        System.getenv(),
                        Optional.ofNullable(options.ageIdentity),
                        ref ->
                                Optional.of(
                                        "(in Secret " + ref.namespace() + "/" + ref.name() + ")"),
                        new Mask());
        HostKeys hosts =
                new HostKeys(
                        RootKey.load(key, new SecureRandom()),
                        Optional.ofNullable(options.ageIdentity),
                        new Mask(),
                        InstantSource.system());
        return new Filler(
                        hosts.root(),
                        _ -> urls,
                        secrets::read,
                        serve -> hosts.certificate(serve, () -> Optional.of(cluster)))
                ::fill;
    }

    private int target(Look.Snapshot files) throws Failure, IOException {
        Declared declared =
                switch (new Manifests().read(files.files())) {
                    case Declared.Answer.Valid(Declared valid, List<Diagnostic> _) -> valid;
                    case Declared.Answer.Invalid(List<Diagnostic> problems) ->
                            throw broken(problems);
                };
        Declared.Target target = declared.beside().targets().get(options.target);
        if (target == null) {
            throw unknown("Target", options.target, declared.beside().targets().keySet());
        }
        List<Diagnostic> problems = new ArrayList<>();
        Optional<String> text =
                new Targets(new Templates(InstantSource.system())::render)
                        .render(declared, target, problems::add);
        if (text.isEmpty()) {
            throw broken(problems);
        }
        Path into = options.into;
        if (into == null && options.form.isJson()) {
            answer(Map.of(target.output(), text.get()));
        } else if (into == null) {
            out.print(text.get());
        } else {
            Path file = into.resolve(target.output());
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, text.get());
            Printed.words(options.form, out).println(file);
            answer(Map.of("file", file.toString()));
        }
        return Exit.FINE;
    }

    private static List<String> names(Desired desired) {
        return desired.machines().keySet().stream().map(MachineId::name).toList();
    }

    private static Failure unknown(String what, String name, Collection<String> known) {
        return new Failure(
                Exit.WRONG_INPUT,
                "there is no "
                        + what
                        + " '"
                        + name
                        + "'"
                        + Manifests.suggestion(name, known, what + "s")
                                .map(help -> "; " + help)
                                .orElse(""));
    }

    private static Failure broken(List<Diagnostic> problems) {
        return new Failure(
                Exit.WRONG_INPUT, "the repository does not load\n" + Diagnostic.render(problems));
    }
}
