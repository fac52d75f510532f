package dev.bringup.app;

import dev.bringup.kube.Kube;
import dev.bringup.kube.Leadership;
import dev.bringup.model.Action;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Power;
import dev.bringup.model.PowerOrder;
import dev.bringup.model.PowerReport;
import dev.bringup.model.PowerReport.Result;
import dev.bringup.port.Outcome;
import dev.bringup.power.Calibration;
import dev.bringup.power.Ladder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Carries an operator's order out, and says what each rung said.
record PowerByHand(Ladder ladder, Leadership leadership, Kube kube, int port) {

    PowerReport run(PowerOrder order, MachineSpec machine, List<MachineSpec> around) {
        return switch (order.verb()) {
            case ON -> climb(order, machine, Ladder.Verb.ON);
            case OFF -> climb(order, machine, Ladder.Verb.OFF);
            case CYCLE -> climb(order, machine, Ladder.Verb.CYCLE);
            case STATUS -> status(machine);
            case CALIBRATE -> refusal(order, machine).orElseGet(() -> calibrated(machine, around));
        };
    }

    private PowerReport calibrated(MachineSpec machine, List<MachineSpec> around) {
        if (machine.hardware().feeds().isEmpty()) {
            return new PowerReport(
                    Result.FAILED, "no outlet of a Pdu names " + machine.id() + " in Git");
        }
        List<Calibration.Finding> findings = ladder.calibrate(machine, around, new Ports(port));
        List<PowerReport.Rung> rungs =
                findings.stream()
                        .map(f -> new PowerReport.Rung(f.outlets(), f.right(), f.text()))
                        .toList();
        Calibration.Finding last = findings.getLast();
        return last.right()
                ? new PowerReport(Result.DONE, rungs, "its outlets are as Git says")
                : new PowerReport(
                        Result.FAILED, rungs, "its outlets are not as Git says: " + last.text());
    }

    private PowerReport climb(PowerOrder order, MachineSpec machine, Ladder.Verb verb) {
        Optional<PowerReport> refusal = refusal(order, machine);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Ladder.NextBoot next = machine.isLive() ? Ladder.NextBoot.PXE : Ladder.NextBoot.AS_IT_IS;
        Ladder.Climb climb = ladder.climb(machine, verb, next);
        return switch (climb.outcome()) {
            case Outcome.Done _ ->
                    new PowerReport(
                            Result.DONE,
                            climb.tried(),
                            "done by " + climb.tried().getLast().rung() + after(machine, verb));
            case Outcome.Retry(String because, _) ->
                    new PowerReport(Result.FAILED, climb.tried(), because);
            case Outcome.Stalled(String because) ->
                    new PowerReport(Result.FAILED, climb.tried(), because);
        };
    }

    private Optional<PowerReport> refusal(PowerOrder order, MachineSpec machine) {
        Action action = order.action().orElseThrow();
        Optional<String> fenced = leadership.fence(action.blast());
        if (fenced.isPresent()) {
            return fenced.map(why -> new PowerReport(Result.REFUSED, "R11: " + why));
        }
        // What the rails rested on may be seconds old.
        return order.override().isEmpty()
                        && action.blast() != Action.Blast.NOTHING
                        && kube.mayStop(machine.id())
                                instanceof Outcome.Retry(String because, Duration _)
                ? Optional.of(new PowerReport(Result.REFUSED, "R3: " + because))
                : Optional.empty();
    }

    /// The reconciler goes on wanting what Git says.
    private static String after(MachineSpec machine, Ladder.Verb verb) {
        return switch (machine.intent().state()) {
            case JOINED ->
                    verb == Ladder.Verb.OFF
                            ? "; Git wants it Joined, so it is woken again (state: Maintenance"
                                    + " leaves it off)"
                            : "";
            case ASLEEP, RELEASED ->
                    verb == Ladder.Verb.OFF
                            ? ""
                            : "; Git wants it off, so it is switched off again (state:"
                                    + " Maintenance leaves it on)";
            case MAINTENANCE -> "";
        };
    }

    private PowerReport status(MachineSpec machine) {
        List<Ladder.Told> told = ladder.ask(machine);
        List<PowerReport.Rung> rungs =
                told.stream()
                        .map(t ->
                                new PowerReport.Rung(
                                        t.rung(),
                                        t.power().isPresent(),
                                        t.power()
                                                .map(PowerByHand::text)
                                                .or(t::trouble)
                                                .orElse("it does not say")))
                        .toList();
        Optional<Power> first = told.stream().flatMap(t -> t.power().stream()).findFirst();
        return first.map(power -> new PowerReport(Result.DONE, rungs, text(power)))
                .orElseGet(() ->
                        new PowerReport(
                                Result.FAILED,
                                rungs,
                                "no rung of its ladder can tell whether it is on"));
    }

    private static String text(Power power) {
        return power.name().toLowerCase(Locale.ROOT);
    }
}
