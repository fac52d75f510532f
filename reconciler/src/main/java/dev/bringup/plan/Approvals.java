package dev.bringup.plan;

import dev.bringup.model.Action;
import dev.bringup.model.Approval;
import dev.bringup.model.Desired;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.model.Remembered.Spent;
import dev.bringup.model.Seen;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which step an action is in an approval, and whether one lets it pass.
public final class Approvals {

    private static final String WIPE = "wipe";

    private Approvals() {}

    /// The action as an approval lists it; empty for one that never needs any.
    public static Optional<Approval.Step> step(Action action, Seen seen, MachineSpec spec) {
        return switch (action) {
            case Action.Reimage(MachineId id, Fingerprint goal) ->
                    Optional.of(step(id, seen, goal.text()));
            case Action.Wipe _ -> Optional.of(wipe(spec));
            case Action.Reboot _, Action.PowerOff _, Action.Wake _ ->
                    Optional.of(step(action.machine(), seen, action.verb()));
            case Action.Bootstrap _,
                    Action.Join _,
                    Action.Drain _,
                    Action.Uncordon _,
                    Action.Label _,
                    Action.Release _ ->
                    Optional.empty();
        };
    }

    /// What is lost is what was wanted of it last: what is on its disk nobody has seen since.
    public static Approval.Step wipe(MachineSpec last) {
        return new Approval.Step(last.id(), last.fingerprint().text(), WIPE);
    }

    static Approval.Step step(MachineId id, Seen seen, String to) {
        String from = seen.installed().map(Fingerprint::text).orElse(Approval.NOTHING);
        return new Approval.Step(id, from, to);
    }

    /// The steps that wait for an approval now.
    public static List<Approval.Step> missing(Desired desired, Observed observed) {
        Desired judged = Sleepers.of(desired, observed).over(desired);
        // The machine has a long way to go before it is wiped, and one approval is for it all.
        Stream<Plan.Held> wipes =
                desired.tombstones().isEmpty()
                        ? Stream.empty()
                        : Foresight.forecast(desired, observed, Pace.usual()).held().stream()
                                .filter(held -> held.verb().equals(WIPE));
        return Stream.concat(Differ.diff(desired, observed).held().stream(), wipes)
                .filter(held -> held.rail() == Rail.R15)
                .map(held -> listed(judged, observed, held.machine(), held.verb()))
                .distinct()
                .toList();
    }

    /// A step of this verb as an approval lists it; a drain is listed as what it is for.
    static Approval.Step listed(Desired desired, Observed observed, MachineId id, String verb) {
        Seen seen = observed.of(id);
        if (verb.equals(WIPE)) {
            return Optional.ofNullable(observed.remembered().departed().specs().get(id))
                    .or(() -> Optional.ofNullable(observed.leaving().get(id)))
                    .map(Approvals::wipe)
                    .orElseGet(() -> step(id, seen, verb));
        }
        return step(
                id,
                seen,
                verb.equals("drain") ? purpose(desired, seen, id) : to(desired, id, verb));
    }

    private static String to(Desired desired, MachineId id, String verb) {
        return verb.equals("reimage")
                ? desired.machine(id).map(s -> s.fingerprint().text()).orElse(verb)
                : verb;
    }

    private static String purpose(Desired desired, Seen seen, MachineId id) {
        Optional<MachineSpec> stays =
                desired.machine(id).filter(s -> s.intent().state() == MachineSpec.Want.JOINED);
        if (stays.isEmpty()) {
            return "powerOff";
        }
        return Counted.needsReimage(stays.get(), seen) && !stays.get().isLive()
                ? stays.get().fingerprint().text()
                : "reboot";
    }

    /// What doing this step uses up, and has not yet.
    public static List<Spent> spends(Desired desired, Observed observed, Approval.Step step) {
        return desired.approvals().stream()
                .filter(approval -> lists(approval, step, observed))
                .map(approval -> spent(approval, step, desired, observed))
                .filter(spent -> use(spent, observed).isEmpty())
                .toList();
    }

    /// Used up by this commit is as good as unused: a step that failed may be tried again.
    static boolean pass(Desired desired, Observed observed, Approval.Step step) {
        return desired.approvals().stream()
                .filter(approval -> lists(approval, step, observed))
                .map(approval -> spent(approval, step, desired, observed))
                .anyMatch(spent -> use(spent, observed).filter(u -> !u.equals(spent)).isEmpty());
    }

    private static Spent spent(
            Approval approval, Approval.Step step, Desired desired, Observed observed) {
        return new Spent(observed.remembered().given(approval), step, desired.commit().id());
    }

    /// A machine that is to be switched off may have lost its Node, and with it what it was, on the
    /// way.
    private static boolean lists(Approval approval, Approval.Step step, Observed observed) {
        boolean forgotten =
                step.to().equals("powerOff") && observed.of(step.machine()).installed().isEmpty();
        return approval.steps().stream()
                .anyMatch(listed ->
                        listed.equals(step)
                                || (forgotten
                                        && listed.machine().equals(step.machine())
                                        && listed.to().equals(step.to())));
    }

    private static Optional<Spent> use(Spent wanted, Observed observed) {
        return observed.remembered().spent().stream()
                .filter(s -> s.approval().equals(wanted.approval()))
                .filter(s -> s.step().equals(wanted.step()))
                .findFirst();
    }
}
