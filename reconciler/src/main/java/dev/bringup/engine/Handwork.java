package dev.bringup.engine;

import dev.bringup.model.Action;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.model.Power;
import dev.bringup.model.PowerOrder;
import dev.bringup.model.PowerReport;
import dev.bringup.model.PowerReport.Result;
import dev.bringup.model.Rung;
import dev.bringup.plan.ByHand;
import dev.bringup.port.Effect;
import dev.bringup.port.Entry;
import dev.bringup.port.Message;
import dev.bringup.port.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// What operators do to a machine's power by hand: judged, written down, handed out, answered.
final class Handwork {

    /// A ladder of slow rungs takes minutes.
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Memory memory;
    private final World world;
    private final Map<Long, Waiting> waiting = new HashMap<>();

    private record Waiting(PowerOrder order, Instant until, Consumer<PowerReport> reply) {}

    Handwork(Memory memory, World world) {
        this.memory = memory;
        this.world = world;
    }

    void take(Message.Powering asked, long effect, Instant now) {
        PowerOrder order = asked.order();
        Optional<MachineSpec> spec = memory.spec(order.machine());
        if (memory.desired().isEmpty() || spec.isEmpty()) {
            String none = "there is no machine " + order.machine() + " in the commit in force";
            asked.reply().accept(new PowerReport(Result.UNKNOWN, none));
            return;
        }
        Optional<String> refusal = order.action().flatMap(a -> refusal(order, spec.get(), a, now));
        if (refusal.isPresent()) {
            asked.reply().accept(new PowerReport(Result.REFUSED, refusal.get()));
            return;
        }
        order.action().ifPresent(action -> begin(order, spec.get(), action, effect, now));
        waiting.put(effect, new Waiting(order, now.plus(PATIENCE), asked.reply()));
        world.effects()
                .start(
                        new Effect.ByHand(
                                effect,
                                order,
                                spec.get(),
                                order.verb() == PowerOrder.Verb.CALIBRATE
                                        ? around(spec.get())
                                        : List.of()));
    }

    /// Whoever may have been plugged into the wrong outlet: those that share a unit or a rack with
    /// it, or of which nobody says where they are.
    private List<MachineSpec> around(MachineSpec machine) {
        Set<Rung.Strip> units = units(machine);
        return memory.desired().orElseThrow().machines().values().stream()
                .filter(m -> !m.id().equals(machine.id()))
                .filter(m ->
                        m.hardware().rack().isEmpty()
                                || m.hardware().rack().equals(machine.hardware().rack())
                                || units(m).stream().anyMatch(units::contains))
                .toList();
    }

    private static Set<Rung.Strip> units(MachineSpec machine) {
        return machine.hardware().feeds().stream()
                .map(Rung.Feed::strip)
                .collect(Collectors.toSet());
    }

    private Optional<String> refusal(
            PowerOrder order, MachineSpec spec, Action action, Instant now) {
        if (order.verb() == PowerOrder.Verb.CALIBRATE
                && spec.intent().state() != MachineSpec.Want.MAINTENANCE) {
            return Optional.of(
                    "OPERATOR: only a machine in state Maintenance is calibrated, for that its"
                            + " outlets go off; nothing overrides that");
        }
        Observed observed = memory.observe(now);
        Optional<String> fenced = ByHand.fenced(observed, action);
        if (fenced.isPresent()) {
            return fenced.map(because -> "R11: " + because);
        }
        return order.override().isPresent()
                ? Optional.empty()
                : ByHand.held(memory.desired().orElseThrow(), observed, spec, action)
                        .map(Handwork::text);
    }

    private static String text(Plan.Held held) {
        return held.rail() + ": " + held.because();
    }

    /// On disk before anything is done: who overrode what, and what the budgets count.
    private void begin(
            PowerOrder order, MachineSpec spec, Action action, long effect, Instant now) {
        world.journal().append(new Entry.Powered(now, order));
        if (action instanceof Action.PowerOff) {
            Observed.Past past =
                    new Observed.Past(
                            spec.id(),
                            action.verb(),
                            Observed.Cause.of(spec.fingerprint(), memory.accepted().orElseThrow()),
                            now,
                            Observed.Result.DONE,
                            now);
            world.journal().append(new Entry.Commanded(now, past));
            memory.remember(past);
        }
        memory.inFlight()
                .put(spec.id(), new Observed.InFlight(effect, action, now, now.plus(PATIENCE)));
        String said = "power " + order.text() + " by hand";
        world.witness()
                .noted(
                        order.override()
                                .<Note>map(why ->
                                        new Note.Alarm(
                                                now,
                                                Optional.of(spec.id()),
                                                said + ", over the rails: " + why))
                                .orElseGet(() -> new Note.Said(now, spec.id(), said)));
    }

    void finished(long effect, PowerReport report, Instant now) {
        Waiting done = waiting.remove(effect);
        if (done == null) {
            return; // it was given up before
        }
        MachineId id = done.order().machine();
        Optional<Observed.InFlight> flight = Optional.ofNullable(memory.inFlight().get(id));
        flight.filter(f -> f.id() == effect).ifPresent(_ -> memory.inFlight().remove(id));
        if (done.order().action().isPresent()) {
            world.witness()
                    .noted(
                            new Note.Said(
                                    now,
                                    id,
                                    "power " + done.order().text() + " by hand: " + report.text()));
            if (done.order().verb() == PowerOrder.Verb.OFF && report.result() == Result.DONE) {
                memory.see(id, s -> s.withPower(Power.OFF, "command", now));
            }
        }
        done.reply().accept(report);
    }

    /// Nobody is left waiting for ever.
    void giveUp(Instant now) {
        for (Map.Entry<Long, Waiting> each : Map.copyOf(waiting).entrySet()) {
            if (!now.isBefore(each.getValue().until())) {
                finished(each.getKey(), new PowerReport(Result.FAILED, "no answer came"), now);
            }
        }
    }
}
