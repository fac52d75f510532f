package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.Approval;
import dev.bringup.model.Attempt;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Rail;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How much of each verb is already spent. A drain belongs to what it is for: the reimage, reboot
/// or power-off that follows is already paid with it.
final class Budgets {

    private final Desired desired;
    private final Observed observed;
    private final Policy policy;
    private final Counted counted;
    private final Hour hour;
    private final Map<Budgeted, Set<MachineId>> busy = new EnumMap<>(Budgeted.class);
    private final Map<Budgeted, SortedSet<MachineId>> waiting = new EnumMap<>(Budgeted.class);

    Budgets(Fleet fleet, Policy policy, List<Differ.Asked> steps) {
        desired = fleet.desired();
        observed = fleet.observed();
        this.policy = policy;
        counted = new Counted(fleet, steps);
        hour = new Hour(observed);
        for (Budgeted verb : Budgeted.values()) {
            busy.put(verb, new TreeSet<>());
            waiting.put(verb, new TreeSet<>());
        }
        observed.attempts().values().forEach(a -> open(a));
        observed.inFlight().values().stream()
                .filter(f -> observed.at().isBefore(f.until()))
                .forEach(f -> spend(f.action()));
        // A machine that stands drained is out of service for a reason that is still to come. One
        // that slept is not: it may have to wait for a canary, and that for its place.
        fleet.machines().stream()
                .filter(m -> Counted.isOut(m.seen()) && !counted.rests(m))
                .forEach(m -> purpose(m.spec()).ifPresent(v -> waiting(v).add(m.id())));
        // So is one without a Node: whether it is on its way, broken, or, after a lost journal, in
        // the middle of being reimaged, a rollout waits for it.
        Set<MachineId> asking =
                steps.stream()
                        .filter(Budgets::replaces)
                        .map(step -> step.spec().id())
                        .collect(Collectors.toSet());
        fleet.machines().stream()
                .filter(m -> counted.isMissing(m.spec(), m.seen()) || isInstalled(m))
                .forEach(m -> missing(m, asking));
    }

    /// Whatever is wanted of it by now, it is out for as long as that takes.
    private boolean isInstalled(Fleet.Standing machine) {
        return machine.seen().present().isEmpty()
                && !Counted.isOff(machine.seen())
                && observed.attempt(machine.id()).filter(Attempt::installs).isPresent();
    }

    private void missing(Fleet.Standing machine, Set<MachineId> asking) {
        Budgeted verb = Counted.replacing(machine.spec());
        boolean waits =
                (asking.contains(machine.id())
                                || Counted.needsReimage(machine.spec(), machine.seen()))
                        && !busy(verb).contains(machine.id());
        (waits ? waiting(verb) : busy(verb)).add(machine.id());
    }

    private static boolean replaces(Differ.Asked step) {
        return step.action() instanceof Action.Reimage
                || (step.action() instanceof Action.Reboot && step.spec().isLive());
    }

    void spend(Action action) {
        MachineId id = action.machine();
        verb(action)
                .ifPresent(v -> {
                    if (!(action instanceof Action.Wipe)) {
                        busy(v).add(id);
                    }
                    if (!goesOn(id, v)) {
                        hour.begin(v, id);
                    }
                });
    }

    /// Whether it is out already, and so keeps its place until it is back.
    boolean isMissing(MachineSpec spec) {
        return counted.isMissing(spec, observed.of(spec.id()));
    }

    /// Whether it has to be replaced and cannot be: others keep its place.
    boolean isKeptWaiting(MachineSpec spec) {
        Budgeted verb = Counted.replacing(spec);
        return observed.attempt(spec.id()).isEmpty()
                && Counted.needsReimage(spec, observed.of(spec.id()))
                && parallel(spec.id(), verb, policy.budget(verb)).isPresent();
    }

    /// What the whole commit does is too much.
    Optional<Rails.Verdict> tooMuch(Differ.Asked step) {
        return verb(step.action()).flatMap(v -> perCommit(step, v, policy.budget(v)));
    }

    Optional<Rails.Verdict> hold(Differ.Asked step) {
        Optional<Budgeted> verb = verb(step.action());
        if (verb.isEmpty()) {
            return Optional.empty();
        }
        Policy.Budget budget = policy.budget(verb.get());
        // Whoever is wiped serves nobody: it takes no place from one that is replaced.
        Optional<Rails.Verdict> beside =
                step.action() instanceof Action.Wipe
                        ? Optional.empty()
                        : parallel(step.action().machine(), verb.get(), budget);
        return beside.or(() -> perHour(step.action(), verb.get(), budget));
    }

    /// An attempt that is open passed already, and a human may have let this very step pass.
    private Optional<Rails.Verdict> perCommit(
            Differ.Asked step, Budgeted verb, Policy.Budget budget) {
        MachineId id = step.spec().id();
        boolean passed = goesOn(id, verb) || Approvals.pass(desired, observed, listed(step, verb));
        if (budget.perCommit().isEmpty() || passed || step.step().cure().isPresent()) {
            return Optional.empty();
        }
        String profile = step.spec().profile();
        int wanted = counted.of(verb, profile);
        long allowed = budget.perCommit().get().of(counted.size(profile));
        return wanted <= allowed
                ? Optional.empty()
                : Optional.of(
                        new Rails.Verdict.Held(
                                Rail.R15,
                                ("this commit %s %d of profile %s,"
                                                + " budgets.%s.perCommit allows %d (%s)")
                                        .formatted(
                                                step.action() instanceof Action.Wipe
                                                        ? "reimages or wipes"
                                                        : does(verb),
                                                wanted,
                                                profile,
                                                name(verb),
                                                allowed,
                                                budget.perCommit().get())));
    }

    /// As an approval lists it; a drain is listed as what it is for.
    private Approval.Step listed(Differ.Asked step, Budgeted verb) {
        MachineSpec spec = step.spec();
        if (step.action() instanceof Action.Wipe) {
            return Approvals.wipe(spec);
        }
        String to = verb == Budgeted.REIMAGE ? spec.fingerprint().text() : name(verb);
        return Approvals.step(spec.id(), observed.of(spec.id()), to);
    }

    private static String does(Budgeted verb) {
        return switch (verb) {
            case REIMAGE -> "reimages";
            case REBOOT -> "reboots";
            case POWER_OFF -> "switches off";
            case WAKE -> "wakes";
        };
    }

    private Optional<Rails.Verdict> parallel(
            MachineId machine, Budgeted verb, Policy.Budget budget) {
        if (budget.parallel().isEmpty()) {
            return Optional.empty();
        }
        int limit = budget.parallel().get();
        // As many names as the budget has places: more would not tell more, and cost time.
        List<MachineId> others = others(machine, verb, limit);
        return others.size() < limit
                ? Optional.empty()
                : Optional.of(
                        new Rails.Verdict.Held(
                                Rail.R4,
                                "budgets.%s.parallel is %d, and it is spent on %s"
                                        .formatted(name(verb), limit, names(others))));
    }

    private List<MachineId> others(MachineId machine, Budgeted verb, int most) {
        SortedSet<MachineId> before = before(machine, verb);
        return Stream.concat(
                        busy(verb).stream(), before.stream().filter(m -> !busy(verb).contains(m)))
                .filter(m -> !m.equals(machine))
                .limit(most)
                .sorted()
                .toList();
    }

    /// Two that a crash left out of service must not wait for each other: the first by name goes.
    private SortedSet<MachineId> before(MachineId machine, Budgeted verb) {
        SortedSet<MachineId> queue = waiting(verb);
        return queue.contains(machine) ? queue.headSet(machine) : queue;
    }

    private Optional<Rails.Verdict> perHour(Action action, Budgeted verb, Policy.Budget budget) {
        MachineId id = action.machine();
        if (budget.perHour().isEmpty() || goesOn(id, verb) || hour.isBegun(verb, id)) {
            return Optional.empty();
        }
        List<MachineId> drained =
                before(id, verb).stream().filter(m -> Counted.isOut(observed.of(m))).toList();
        return hour.count(verb, drained) < budget.perHour().get()
                ? Optional.empty()
                : Optional.of(
                        new Rails.Verdict.Held(
                                Rail.R4,
                                "budgets.%s.perHour is %d"
                                        .formatted(name(verb), budget.perHour().get())));
    }

    /// An attempt is open that paid for this already.
    boolean goesOn(MachineId id, Budgeted verb) {
        return observed.attempt(id).filter(a -> Counted.verb(a.goal()) == verb).isPresent();
    }

    private void open(Attempt attempt) {
        if (attempt.tombstone().isEmpty()) {
            busy(Counted.verb(attempt.goal())).add(attempt.machine());
        }
    }

    /// What a step costs; for a drain, what it is a drain for.
    Optional<Budgeted> verb(Action action) {
        return switch (action) {
            case Action.Wake _ -> Optional.of(Budgeted.WAKE);
            case Action.PowerOff _ -> Optional.of(Budgeted.POWER_OFF);
            case Action.Reboot _ -> Optional.of(Budgeted.REBOOT);
            case Action.Reimage _, Action.Wipe _ -> Optional.of(Budgeted.REIMAGE);
            case Action.Drain(MachineId id) ->
                    desired.machine(id).flatMap(this::purpose).or(() -> leaving(id));
            case Action.Bootstrap _,
                    Action.Join _,
                    Action.Uncordon _,
                    Action.Label _,
                    Action.Release _ ->
                    Optional.empty();
        };
    }

    private Optional<Budgeted> leaving(MachineId id) {
        return desired.machine(id).isEmpty() ? Optional.of(Budgeted.POWER_OFF) : Optional.empty();
    }

    private Optional<Budgeted> purpose(MachineSpec spec) {
        return switch (spec.intent().state()) {
            case MAINTENANCE -> Optional.empty();
            case ASLEEP ->
                    Counted.isOff(observed.of(spec.id()))
                            ? Optional.empty()
                            : Optional.of(Budgeted.POWER_OFF);
            case RELEASED -> Optional.of(Budgeted.POWER_OFF);
            case JOINED -> Counted.toCome(spec, observed.of(spec.id()));
        };
    }

    private Set<MachineId> busy(Budgeted verb) {
        return busy.computeIfAbsent(verb, _ -> new TreeSet<>());
    }

    private SortedSet<MachineId> waiting(Budgeted verb) {
        return waiting.computeIfAbsent(verb, _ -> new TreeSet<>());
    }

    private static String names(List<MachineId> machines) {
        List<String> names = machines.stream().map(MachineId::name).toList();
        return names.size() <= 3
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more";
    }

    static String name(Budgeted verb) {
        return verb == Budgeted.POWER_OFF ? "powerOff" : verb.name().toLowerCase(Locale.ROOT);
    }

    /// The budget that pays for this verb of an action.
    static Optional<Budgeted> named(String verb) {
        String paid = verb.equals("wipe") ? name(Budgeted.REIMAGE) : verb;
        return Arrays.stream(Budgeted.values()).filter(b -> name(b).equals(paid)).findFirst();
    }
}
