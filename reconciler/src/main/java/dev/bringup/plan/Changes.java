package dev.bringup.plan;

import dev.bringup.model.Change;
import dev.bringup.model.Desired;
import dev.bringup.model.FieldClass;
import dev.bringup.model.Image;
import dev.bringup.model.JoinStep;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Rung;
import dev.bringup.model.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which fields of which machines differ between two commits, and what each difference costs.
public final class Changes {

    private final List<Change> all = new ArrayList<>();

    private Changes() {}

    /// Machines without a difference are not in it; one that comes or goes is one change.
    public static SortedMap<MachineId, List<Change>> between(Desired before, Desired after) {
        SortedMap<MachineId, List<Change>> changes = new TreeMap<>();
        TreeSet<MachineId> ids = new TreeSet<>(before.machines().keySet());
        ids.addAll(after.machines().keySet());
        for (MachineId id : ids) {
            MachineSpec old = before.machines().get(id);
            MachineSpec now = after.machines().get(id);
            List<Change> some;
            if (old != null && now != null) {
                some =
                        with(
                                of(old, now),
                                "" + before.dhcpOptions(old),
                                "" + after.dhcpOptions(now));
            } else {
                some = now == null ? left(id, before, after) : List.of(came(now, before, after));
            }
            if (!some.isEmpty()) {
                changes.put(id, some);
            }
        }
        return changes;
    }

    /// A machine under another name is released under the one and installed under the other: its
    /// disk carries the old name, and is nobody else's to write over.
    private static Change came(MachineSpec machine, Desired before, Desired after) {
        String text =
                before.machines().values().stream()
                        .filter(m -> !after.machines().containsKey(m.id()))
                        .filter(m -> isSameBox(m, machine))
                        .findFirst()
                        .map(m ->
                                "new; it is %s renamed: that is released, and this installed once"
                                                .formatted(m.id())
                                        + " disk.overwrite names the disk")
                        .orElse("new");
        return new Change("machine", FieldClass.IDENTITY, "", text);
    }

    private static List<Change> left(MachineId id, Desired before, Desired after) {
        return before.machine(id).map(machine -> left(machine, before, after)).stream().toList();
    }

    private static Change left(MachineSpec machine, Desired before, Desired after) {
        String text =
                after.machines().values().stream()
                        .filter(m -> !before.machines().containsKey(m.id()))
                        .filter(m -> isSameBox(machine, m))
                        .findFirst()
                        .map(m -> "removed; renamed to " + m.id())
                        .orElse("removed");
        return new Change("machine", FieldClass.IDENTITY, "", text);
    }

    private static boolean isSameBox(MachineSpec one, MachineSpec other) {
        Optional<String> uuid = one.hardware().uuid();
        return one.macs().stream().anyMatch(other.macs()::contains)
                || (uuid.isPresent() && uuid.equals(other.hardware().uuid()));
    }

    private static List<Change> with(List<Change> changes, String before, String after) {
        Changes all = new Changes();
        all.all.addAll(changes);
        all.add("dhcpOptions", FieldClass.LIVE, before, after);
        return List.copyOf(all.all);
    }

    public static List<Change> of(MachineSpec before, MachineSpec after) {
        Changes changes = new Changes();
        changes.install(before.install(), after.install());
        changes.add(
                "reboot.generation",
                FieldClass.REBOOT,
                before.intent().rebootGeneration().orElse("none"),
                after.intent().rebootGeneration().orElse("none"));
        changes.hardware(before.hardware(), after.hardware());
        changes.live(before, after);
        return List.copyOf(changes.all);
    }

    private void install(MachineSpec.Install before, MachineSpec.Install after) {
        int known = all.size();
        // What is started from the network writes no disk, whatever ran there before.
        FieldClass kind = after.image().isLive() ? FieldClass.REBOOT : FieldClass.REIMAGE;
        add(
                "image",
                kind,
                before.image().name() + " " + before.image().brief(),
                after.image().name() + " " + after.image().brief());
        add("image args", kind, args(before.image()), args(after.image()));
        add(
                "kernelArgs",
                kind,
                String.join(" ", before.kernelArgs()),
                String.join(" ", after.kernelArgs()));
        payload(kind, before.payload().files(), after.payload().files());
        if (all.size() == known && !before.fingerprint().equals(after.fingerprint())) {
            add(
                    "reimage.generation",
                    kind,
                    before.fingerprint().brief(),
                    after.fingerprint().brief());
        }
    }

    private static String args(Image image) {
        return image.program().map(program -> String.join(" ", program.args())).orElse("");
    }

    private void payload(
            FieldClass kind, SortedMap<String, String> before, SortedMap<String, String> after) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            String old = before.getOrDefault(name, "");
            String now = after.getOrDefault(name, "");
            if (!old.equals(now)) {
                all.add(
                        new Change(
                                "payload " + name,
                                kind,
                                lines(old, now) + " lines out",
                                lines(now, old) + " lines in"));
            }
        }
    }

    private static String ladder(List<Rung> rungs) {
        return String.join(", then ", rungs.stream().map(Rung::text).toList());
    }

    /// Lines of the one that are not in the other.
    private static long lines(String one, String other) {
        List<String> rest = new ArrayList<>(other.lines().toList());
        return one.lines().filter(line -> !rest.remove(line)).count();
    }

    private void hardware(MachineSpec.Hardware before, MachineSpec.Hardware after) {
        boolean same = before.uuid().isPresent() && before.uuid().equals(after.uuid());
        add(
                "macs",
                same ? FieldClass.LIVE : FieldClass.IDENTITY,
                before.macs().toString(),
                after.macs().toString());
        add(
                "identity.uuid",
                FieldClass.IDENTITY,
                before.uuid().orElse("none"),
                after.uuid().orElse("none"));
        add(
                "identity.serial",
                FieldClass.IDENTITY,
                before.serial().orElse("none"),
                after.serial().orElse("none"));
        add("disk", FieldClass.LIVE, before.disk().toString(), after.disk().toString());
        if (!before.power().equals(after.power())) {
            String old = ladder(before.power());
            String now = ladder(after.power());
            all.add(
                    new Change(
                            "power",
                            FieldClass.LIVE,
                            old,
                            // Of a BMC or a PDU more may differ than has a place in one line.
                            old.equals(now) ? now + ", reached in another way" : now));
        }
        add("match", FieldClass.LIVE, before.match().text(), after.match().text());
        location(before.location(), after.location());
    }

    private void location(MachineSpec.Location before, MachineSpec.Location after) {
        add(
                "location.rack",
                FieldClass.LIVE,
                before.rack().orElse("none"),
                after.rack().orElse("none"));
        add(
                "location.pdu",
                FieldClass.LIVE,
                String.join(" ", before.pdus()),
                String.join(" ", after.pdus()));
    }

    private void live(MachineSpec before, MachineSpec after) {
        add("state", FieldClass.LIVE, "" + before.intent().state(), "" + after.intent().state());
        add(
                "locked",
                FieldClass.LIVE,
                before.intent().locked().orElse("no"),
                after.intent().locked().orElse("no"));
        add(
                "variables secrets",
                FieldClass.LIVE,
                "" + before.install().payload().secrets(),
                "" + after.install().payload().secrets());
        steps(before.node().steps(), after.node().steps());
        add("profile", FieldClass.LIVE, before.profile(), after.profile());
        add("role", FieldClass.LIVE, "" + before.node().role(), "" + after.node().role());
        add("ipAddress", FieldClass.LIVE, "" + before.address(), "" + after.address());
        add("labels", FieldClass.LIVE, "" + before.node().labels(), "" + after.node().labels());
        add("taints", FieldClass.LIVE, taints(before), taints(after));
    }

    /// Whoever is in the cluster has joined already.
    private void steps(List<JoinStep> before, List<JoinStep> after) {
        if (!before.equals(after)) {
            String how = names(before).equals(names(after)) ? " in another way" : "";
            add("steps", FieldClass.LIVE, names(before), names(after) + how + ", at its next join");
        }
    }

    private static String names(List<JoinStep> steps) {
        return steps.isEmpty()
                ? "none"
                : String.join(", ", steps.stream().map(JoinStep::name).toList());
    }

    private static String taints(MachineSpec spec) {
        return String.join(
                " ",
                spec.node().taints().stream()
                        .map((Taint t) -> t.key() + "=" + t.value() + ":" + t.effect().text())
                        .toList());
    }

    private void add(String where, FieldClass kind, String from, String to) {
        if (!from.equals(to)) {
            all.add(new Change(where, kind, from, to));
        }
    }
}
