package dev.bringup.app;

import dev.bringup.manifest.Places;
import dev.bringup.model.Change;
import dev.bringup.model.Commit;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic.Position;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.plan.Changes;
import dev.bringup.view.PlanReport.Cause;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/// From "this machine's image differs" to the line that says so and to who wrote it.
final class Causes {

    /// One side of a plan: its files and what they mean.
    record Side(SortedMap<String, byte[]> files, Desired desired) {}

    private record Key(Change change, Optional<Position> at) {}

    private final Side before;
    private final Side after;
    private final Places old;
    private final Places now;
    private final Map<String, Commit> touched;

    private Causes(Side before, Side after, Map<String, Commit> touched) {
        this.before = before;
        this.after = after;
        this.touched = touched;
        old = Places.of(before.files());
        now = Places.of(after.files());
    }

    /// `touched` is the last commit of each file; a file that is not in it is not committed.
    static List<Cause> of(Side before, Side after, Map<String, Commit> touched) {
        return new Causes(before, after, touched).all();
    }

    private List<Cause> all() {
        Map<Key, List<MachineId>> groups = new LinkedHashMap<>();
        Changes.between(before.desired(), after.desired())
                .forEach((machine, changes) -> {
                    for (Change change : changes) {
                        groups.computeIfAbsent(
                                        new Key(change, place(machine, change)),
                                        _ -> new ArrayList<>())
                                .add(machine);
                    }
                });
        return groups.entrySet().stream()
                .map(e ->
                        new Cause(
                                e.getKey().change(),
                                e.getValue(),
                                e.getKey().at(),
                                e.getKey()
                                        .at()
                                        .map(Position::file)
                                        .flatMap(f -> Optional.ofNullable(touched.get(f)))))
                .toList();
    }

    private Optional<Position> place(MachineId machine, Change change) {
        String name = machine.name();
        Optional<MachineSpec> spec = after.desired().machine(machine);
        if (spec.isEmpty()) {
            return old.object("Machine", name);
        }
        String profile = spec.get().profile();
        return switch (change.where()) {
            case "machine" -> now.object("Machine", name);
            case "image" -> image(machine, spec.get());
            case "image args" -> now.field("Image", spec.get().install().image().name(), "args");
            case "macs" -> first(Stream.of("macAddress", "macs").map(f -> own(name, f)));
            case String payload when payload.startsWith("payload ") -> payload(name, profile);
            case String field -> {
                String key = field.contains(".") ? field : field.split(" ", 2)[0];
                yield first(
                        Stream.of(
                                changed("Machine", name, key),
                                changed("Profile", profile, key),
                                own(name, key),
                                now.field("Profile", profile, key),
                                now.object("Machine", name)));
            }
        };
    }

    private Optional<Position> own(String machine, String field) {
        return now.field("Machine", machine, field);
    }

    /// The profile names another Image, or the Image itself changed.
    private Optional<Position> image(MachineId machine, MachineSpec spec) {
        String image = spec.install().image().name();
        boolean renamed =
                before.desired()
                        .machine(machine)
                        .filter(m -> !m.install().image().name().equals(image))
                        .isPresent();
        return renamed
                ? now.field("Profile", spec.profile(), "image")
                : now.field("Image", image, "disk.sha256")
                        .or(() -> now.field("Image", image, "kernel.sha256"));
    }

    /// What was edited: the template, or a value that it shows.
    private Optional<Position> payload(String machine, String profile) {
        return first(
                Stream.of(
                        now.template(profile).flatMap(this::edited),
                        changed("Machine", machine, "variables"),
                        changed("Profile", profile, "variables"),
                        changed("Machine", machine, "ipAddress"),
                        changed("Machine", machine, "labels"),
                        changed("Profile", profile, "labels"),
                        now.field("Profile", profile, "payload")));
    }

    private Optional<Position> changed(String kind, String name, String field) {
        Optional<Position> place = now.field(kind, name, field);
        Optional<Position> earlier = old.field(kind, name, field);
        boolean same =
                place.isPresent()
                        && earlier.isPresent()
                        && now.brief(kind, name, field).equals(old.brief(kind, name, field));
        return same ? Optional.empty() : place;
    }

    /// The first line of a file that is not what it was.
    private Optional<Position> edited(String file) {
        byte[] was = before.files().getOrDefault(file, new byte[0]);
        byte[] is = after.files().getOrDefault(file, new byte[0]);
        if (Arrays.equals(was, is)) {
            return Optional.empty();
        }
        List<String> old = new String(was, StandardCharsets.UTF_8).lines().toList();
        List<String> now = new String(is, StandardCharsets.UTF_8).lines().toList();
        int line = 0;
        while (line < Math.min(old.size(), now.size()) && old.get(line).equals(now.get(line))) {
            line++;
        }
        return Optional.of(new Position(file, line + 1, 1));
    }

    private static Optional<Position> first(Stream<Optional<Position>> candidates) {
        return candidates.flatMap(Optional::stream).findFirst();
    }
}
