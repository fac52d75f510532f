package dev.bringup.manifest;

import dev.bringup.model.Diagnostic;
import dev.bringup.model.MachineId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What went wrong while the machines' payloads were rendered. A broken template fails for every
/// machine of its profile, which is said once; one that fails for some names them.
final class Failures {

    private static final int NAMED = 3;

    private record Failure(Diagnostic first, List<MachineId> machines) {}

    private final Map<String, Failure> byPlace = new LinkedHashMap<>();

    boolean isEmpty() {
        return byPlace.isEmpty();
    }

    void add(MachineId machine, Problems problems) {
        for (Diagnostic problem : problems.inReadingOrder()) {
            String key = problem.code() + problem.at();
            byPlace.computeIfAbsent(key, _ -> new Failure(problem, new ArrayList<>()))
                    .machines
                    .add(machine);
        }
    }

    List<Diagnostic> merged(Declared declared) {
        Problems all = new Problems();
        for (Failure failure : byPlace.values()) {
            long users = users(declared, failure.first.at().file());
            all.add(failure.machines.size() < users ? naming(failure, users) : failure.first);
        }
        return all.inReadingOrder();
    }

    private static long users(Declared declared, String template) {
        return declared.machines().values().stream()
                .map(machine -> Objects.requireNonNull(declared.profiles().get(machine.profile())))
                .filter(profile -> profile.payload().path().equals(template))
                .count();
    }

    private static Diagnostic naming(Failure failure, long users) {
        Diagnostic first = failure.first;
        List<MachineId> machines = failure.machines;
        List<String> named = machines.stream().limit(NAMED).map(MachineId::name).toList();
        String more = machines.size() > NAMED ? " and " + (machines.size() - NAMED) + " more" : "";
        String who = "for %s%s of %d machines".formatted(String.join(", ", named), more, users);
        return new Diagnostic(
                first.severity(),
                first.code(),
                first.at(),
                first.problem(),
                Optional.of(first.help().map(help -> help + "; " + who).orElse(who)),
                first.sourceLine());
    }
}
