package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.cli.CycleOptions;
import dev.bringup.cli.Exit;
import dev.bringup.cli.Format;
import dev.bringup.cli.Listing;
import dev.bringup.cli.Program.Failure;
import dev.bringup.git.Look;
import dev.bringup.manifest.Manifests;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// `bringup cycle`: a commit that asks for machines to be installed anew, and what came of it.
record Cycling(CycleOptions options, InstantSource clock, PrintStream out, PrintStream err) {

    int run() throws Failure {
        Caller caller = Caller.to(options.daemon);
        if (options.machines.isEmpty() == options.profile.isEmpty()) {
            throw new Failure(Exit.WRONG_INPUT, "say which: MACHINE... or --profile PROFILE");
        }
        if (!Files.isDirectory(options.path)) {
            throw new Failure(
                    Exit.WRONG_INPUT, options.path + " is not a folder; a cycle is a commit");
        }
        Desired desired = desired();
        List<String> machines =
                options.profile.isEmpty() ? named(desired) : ofProfile(desired, options.profile);
        JsonNode before = caller.read("/api/v1/cycles");
        Followed followed =
                new Followed(caller, machines, options.output == Listing.TABLE ? out : err);
        followed.begin();
        String what = options.profile.isEmpty() ? String.join(", ", machines) : options.profile;
        String commit = push(what, machines);
        followed.say("pushed " + commit.substring(0, 8) + ": cycle " + what);
        Map<String, JsonNode> runs =
                followed.until(commit, clock.instant().plus(options.timeout), clock);
        Runs told = new Runs(runs.values(), before);
        switch (options.output) {
            case TABLE -> told.lines().forEach(out::println);
            case JSON -> out.println(told.json());
            case YAML -> out.print(Printed.yaml(told.json()));
        }
        return runs.size() == machines.size() && told.allDone() ? Exit.FINE : Exit.NOT_THERE_YET;
    }

    private Desired desired() throws Failure {
        Validation found = Validation.of(options.path);
        if (found.desired().isEmpty()) {
            out.print(found.told(Format.TEXT, ""));
            throw new Failure(
                    Exit.WRONG_INPUT, "the state repository is wrong already; nothing is written");
        }
        return found.desired().get();
    }

    private List<String> named(Desired desired) throws Failure {
        List<String> known = desired.machines().keySet().stream().map(MachineId::name).toList();
        for (String name : options.machines) {
            if (!known.contains(name)) {
                throw unknown("machine", "machines", name, known);
            }
        }
        return options.machines.stream().distinct().toList();
    }

    private static List<String> ofProfile(Desired desired, String profile) throws Failure {
        Collection<MachineSpec> all = desired.machines().values();
        List<String> found =
                all.stream()
                        .filter(m -> m.profile().equals(profile))
                        .filter(m -> m.intent().state() == MachineSpec.Want.JOINED)
                        .map(m -> m.id().name())
                        .toList();
        if (found.isEmpty()) {
            throw unknown(
                    "profile with a machine that is to be Joined",
                    "profiles",
                    profile,
                    all.stream().map(MachineSpec::profile).distinct().sorted().toList());
        }
        return found;
    }

    private static Failure unknown(String kind, String plural, String name, List<String> known) {
        return new Failure(
                Exit.WRONG_INPUT,
                "there is no %s '%s'%s"
                        .formatted(
                                kind,
                                name,
                                Manifests.suggestion(name, known, plural)
                                        .map(hint -> "; " + hint)
                                        .orElse("")));
    }

    /// Every file is edited before the first is written.
    private String push(String what, List<String> machines) throws Failure {
        String generation = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        Map<String, String> files = new TreeMap<>();
        Look.Snapshot snapshot = Validation.snapshot(options.path);
        snapshot.files().forEach((path, bytes) -> files.put(path, text(bytes)));
        Map<String, String> edited = new TreeMap<>();
        if (options.profile.isEmpty()) {
            for (String machine : machines) {
                edit(new Generations("Machine", machine), generation, files, edited);
            }
        } else {
            edit(new Generations("Profile", options.profile), generation, files, edited);
        }
        List<Path> written = new ArrayList<>();
        for (Map.Entry<String, String> file : edited.entrySet()) {
            written.add(write(options.path.resolve(file.getKey()), file.getValue()));
        }
        return new Pushing(options.path, "the generation").publish(written, "Cycle " + what);
    }

    private static void edit(
            Generations object,
            String generation,
            Map<String, String> files,
            Map<String, String> edited)
            throws Failure {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Optional<String> next =
                    Manifests.isManifest(file.getKey())
                            ? object.set(file.getValue(), generation)
                            : Optional.empty();
            if (next.isPresent()) {
                edited.put(file.getKey(), next.get());
                file.setValue(next.get());
                return;
            }
        }
        throw new Failure(
                Exit.WRONG_INPUT,
                "cannot find where %s '%s' is written so that it can be edited; set"
                                .formatted(object.kind(), object.name())
                        + " reimage.generation by hand");
    }

    private static Path write(Path file, String text) throws Failure {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot write " + file + ": " + e.getMessage());
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
