package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.cli.Exit;
import dev.bringup.cli.ExplainOptions;
import dev.bringup.cli.Output;
import dev.bringup.cli.Program.Failure;
import dev.bringup.git.Look;
import dev.bringup.manifest.Explanations;
import dev.bringup.manifest.Manifests;
import dev.bringup.manifest.Origins;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Rail;
import dev.bringup.view.Json;
import dev.bringup.view.RailHelp;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `bringup explain`: a code, a rail or a machine, by its name alone.
record Explained(ExplainOptions options, PrintStream out) {

    /// For programs.
    public record CodeText(String code, String text) {}

    public record RailText(String rail, String text) {}

    int run() throws Failure {
        String what = options.what;
        Optional<String> code = Explanations.of(what.toUpperCase(Locale.ROOT));
        Optional<Rail> rail = RailHelp.named(what);
        if (code.isPresent()) {
            CodeText found = new CodeText(what.toUpperCase(Locale.ROOT), code.get());
            out.print(isJson() ? Json.of(found) + "\n" : found.text());
        } else if (rail.isPresent()) {
            rail(rail.get());
        } else if (what.toUpperCase(Locale.ROOT).matches("BU\\d+|R\\d+")) {
            throw unknown(List.of());
        } else if (options.daemon.server.isEmpty()) {
            declared(what);
        } else {
            running(what);
        }
        return Exit.FINE;
    }

    private boolean isJson() {
        return options.output == Output.JSON;
    }

    private void rail(Rail rail) throws Failure {
        boolean alone = options.daemon.server.isEmpty();
        if (isJson() && alone) {
            out.println(Json.of(new RailText(rail.name(), RailHelp.of(rail))));
        } else if (isJson()) {
            out.println(RunningText.holds(new Caller(options.daemon.server), rail));
        } else {
            out.print(RailHelp.of(rail));
            if (!alone) {
                out.print("\n" + RunningText.rail(new Caller(options.daemon.server), rail));
            }
        }
    }

    private void running(String name) throws Failure {
        Caller caller = new Caller(options.daemon.server);
        HttpResponse<String> answer = caller.get("/api/v1/machines/" + Caller.segment(name));
        if (answer.statusCode() == 404) {
            List<String> names = new ArrayList<>();
            caller.read("/api/v1/machines").forEach(m -> names.add(m.path("name").asText()));
            throw unknown(names);
        }
        JsonNode machine = caller.tree(answer);
        out.print(isJson() ? machine + "\n" : RunningText.machine(machine));
    }

    private void declared(String name) throws Failure {
        Look.Snapshot files = Validation.snapshot(options.path);
        Validation found = Validation.of(files);
        Desired desired =
                found.desired()
                        .orElseThrow(() ->
                                new Failure(
                                        Exit.WRONG_INPUT,
                                        "the repository does not load\n"
                                                + Diagnostic.render(found.problems())));
        List<String> names = desired.machines().keySet().stream().map(MachineId::name).toList();
        if (!names.contains(name)) {
            throw unknown(names);
        }
        MachineSpec machine = desired.machine(new MachineId(name)).orElseThrow();
        DeclaredText text =
                new DeclaredText(
                        desired.cluster().name(),
                        machine,
                        Origins.of(
                                files.files(),
                                name,
                                machine.profile(),
                                machine.install().image().name()),
                        folder());
        out.print(isJson() ? text.json() + "\n" : text.text());
    }

    /// Paths are printed as a person here would type them.
    private Path folder() {
        return java.nio.file.Files.isDirectory(options.path)
                ? options.path
                : options.path.resolveSibling("");
    }

    private Failure unknown(List<String> machines) {
        List<String> known = new ArrayList<>(Explanations.codes());
        Arrays.stream(Rail.values()).map(Rail::name).forEach(known::add);
        known.addAll(machines);
        String what = options.what;
        String near =
                Explanations.nearest(what, known)
                        .map(word -> "; did you mean '" + word + "'?")
                        .orElseGet(() ->
                                machines.isEmpty()
                                        ? ""
                                        : "; "
                                                + Manifests.suggestion(what, machines, "machines")
                                                        .orElseThrow());
        return new Failure(
                Exit.WRONG_INPUT, "there is no machine, code or rail '" + what + "'" + near);
    }
}
