package dev.bringup.engine;

import dev.bringup.lifecycle.BootRules;
import dev.bringup.lifecycle.Decision;
import dev.bringup.lifecycle.InstallRules;
import dev.bringup.lifecycle.LiveRules;
import dev.bringup.lifecycle.Phases;
import dev.bringup.model.Attempt;
import dev.bringup.model.AttemptId;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.BootRequest.Installing;
import dev.bringup.model.Departed;
import dev.bringup.model.Ip4;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Match;
import dev.bringup.model.Permit;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.PermitId;
import dev.bringup.model.Phase;
import dev.bringup.model.Plan;
import dev.bringup.model.Policy;
import dev.bringup.plan.Leading;
import dev.bringup.plan.Restarts;
import dev.bringup.plan.Signs;
import dev.bringup.port.Entry.Ending;
import dev.bringup.port.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// Answers booting machines: asks the rules, writes down what changed, then lets the answer go.
final class Desk {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final Memory memory;
    private final World world;
    private final Ledger ledger;
    private final Intake intake;
    private final Strangers strangers;
    private final Doorstep doorstep;
    private final Joining joining;

    Desk(Memory memory, World world, Ledger ledger, Intake intake) {
        this.memory = memory;
        this.world = world;
        this.ledger = ledger;
        this.intake = intake;
        strangers = new Strangers(memory, world);
        doorstep = new Doorstep(memory, world);
        joining = new Joining(memory, world, ledger);
    }

    /// What was lately refused.
    List<Plan.Held> refused(Instant now) {
        return doorstep.shown(now);
    }

    /// Who does not lead starts nothing; what a machine is told to go on with is not ours to stop.
    void answer(BootRequest request, Consumer<BootAnswer> reply, long effect, Instant now) {
        Optional<String> other = Leading.other(memory.around());
        boolean begins =
                request instanceof BootRequest.Disks
                        || (request instanceof BootRequest.Script script
                                && isBeginning(script, now));
        if (begins && other.isPresent()) {
            reply.accept(new BootAnswer.Wait(SOON, other.get()));
            return;
        }
        switch (request) {
            case BootRequest.Script script -> script(script, reply, now);
            case BootRequest.Disks disks -> {
                memory.byPermit(disks.permit())
                        .ifPresent(a -> see(a.spec(), disks.from(), disks.box(), now));
                permitted(disks, disks.permit(), reply, now, this::disks);
            }
            case BootRequest.Progress progress -> progress(progress, reply, now);
            case BootRequest.Config config ->
                    permitted(config, config.permit(), reply, now, BootRules::config);
            case BootRequest.PhoneHome home ->
                    permitted(home, home.permit(), reply, now, BootRules::phoneHome);
            case BootRequest.Join join ->
                    joins(
                            join,
                            join.permit(),
                            new Joining.Asker(reply, effect),
                            now,
                            (asked, attempt) ->
                                    BootRules.join(
                                            asked,
                                            attempt,
                                            world.chance().nonce(asked.permit()),
                                            memory.of(attempt.machine())));
            case BootRequest.Whole whole -> whole(whole, new Joining.Asker(reply, effect), now);
            case BootRequest.Inspection report -> reply.accept(strangers.report(report, now));
        }
    }

    private Decision disks(BootRequest.Disks asked, Attempt attempt) {
        return InstallRules.disks(ledger.translation().tell(attempt.machine(), asked), attempt);
    }

    private boolean isBeginning(BootRequest.Script asked, Instant now) {
        Optional<MachineSpec> machine = memory.byMac(asked.mac(), now);
        return machine.filter(m -> isLive(m, Optional.empty())).isPresent()
                || machine.map(m -> memory.attempts().get(m.id()))
                        .filter(a -> a.writes() || a.isLive())
                        .isPresent();
    }

    /// Whether it runs from memory; as long as nobody knows what it runs, whether it should. Who
    /// left Git is given nothing to run.
    private boolean isLive(MachineSpec want, Optional<Attempt> open) {
        return open.map(Attempt::isLive)
                .orElseGet(() ->
                        memory.desired().filter(d -> d.machine(want.id()).isPresent()).isPresent()
                                && ledger.current(want)
                                        .map(Ledger.Current::spec)
                                        .orElse(want)
                                        .isLive());
    }

    private void script(BootRequest.Script asked, Consumer<BootAnswer> reply, Instant now) {
        Optional<MachineSpec> machine = memory.byMac(asked.mac(), now);
        if (machine.isEmpty()) {
            reply.accept(strangers.script(asked, now));
            return;
        }
        MachineSpec spec = machine.get();
        MachineId id = spec.id();
        memory.see(id, s -> s.withSign(Signs.AT_OUR_DOOR, "network", now));
        see(spec, asked.from(), asked.box(), now);
        Optional<Attempt> open = Optional.ofNullable(memory.attempts().get(id));
        Optional<Departed.FirstSeen> first =
                Optional.ofNullable(memory.departed().known().get(id))
                        // A wipe asks for its board itself, and stops for good.
                        .filter(_ -> open.flatMap(Attempt::tombstone).isEmpty());
        Decision decision =
                BootRules.swapped(asked, spec, first)
                        .orElseGet(() -> decided(asked, spec, open, now));
        if (decision.alarm().isEmpty()) {
            doorstep.identify(spec, asked, now);
        }
        settle(decision, id, asked, reply, now);
        Optional.ofNullable(memory.attempts().get(id))
                .filter(Attempt::installs)
                .filter(a -> a.stage().equals(Optional.of(Stage.WRITING)))
                .filter(a -> a.stopped().isEmpty())
                .ifPresent(a -> ledger.renewPermit(a, now));
    }

    private Decision decided(
            BootRequest.Script asked, MachineSpec want, Optional<Attempt> open, Instant now) {
        BootRules.Disk disk = BootRules.Disk.of(want, memory.of(want.id()));
        return isLive(want, open)
                ? live(asked, want, open, now)
                : BootRules.script(asked, want, open, disk);
    }

    private void see(MachineSpec machine, Ip4 from, Match.Box box, Instant now) {
        if (from.equals(machine.address()) && !box.equals(Match.Box.UNKNOWN)) {
            memory.see(machine.id(), s -> s.withBox(box, now));
        }
    }

    private Decision live(
            BootRequest.Script asked, MachineSpec want, Optional<Attempt> open, Instant now) {
        if (open.filter(LiveRules::isSpent).isEmpty() && open.isPresent()) {
            return LiveRules.script(asked, open.get());
        }
        Optional<Ledger.Current> runs = ledger.current(want);
        if (runs.isEmpty()) {
            return LiveRules.unknown(asked, want);
        }
        List<Policy> policies =
                memory.around()
                        .remembered()
                        .judging(memory.desired().orElseThrow().cluster().policy())
                        .toList();
        Optional<String> tooMany = Restarts.tooMany(memory.past(), want.id(), policies, now);
        Instant freshSince = now.minus(policies.getFirst().stale());
        Optional<Decision> against =
                LiveRules.unasked(asked, want, memory.of(want.id()), tooMany, freshSince);
        if (against.isPresent()) {
            tooMany.filter(_ -> doorstep.isNews(want.id()))
                    .ifPresent(because -> alarm(Optional.of(want.id()), because, now));
            return against.get();
        }
        doorstep.goesOn(want.id());
        open.ifPresent(
                a -> ledger.close(a, Ending.FAILED, "it restarted before its Node was Ready", now));
        return LiveRules.script(asked, ledger.openUnasked(runs.get(), now));
    }

    private void progress(BootRequest.Progress progress, Consumer<BootAnswer> reply, Instant now) {
        permitted(progress, progress.permit(), reply, now, InstallRules::progress);
        Optional<Attempt> attempt =
                memory.byPermit(progress.permit())
                        .filter(a -> a.spec().address().equals(progress.from()));
        attempt.ifPresent(a -> {
            world.witness().noted(new Note.Imaging(now, a.machine(), progress.bytes()));
            if (a.isLost()) {
                memory.see(a.machine(), s -> s.withSign("wiping", "network", now));
            }
            if (progress.now() == Installing.FAILED) {
                String why = progress.because().map(text -> ": " + text).orElse("");
                ledger.close(a, Ending.FAILED, "the installer reports a failure" + why, now);
            }
        });
    }

    private <R extends BootRequest> void permitted(
            R request,
            PermitId permit,
            Consumer<BootAnswer> reply,
            Instant now,
            BiFunction<R, Attempt, Decision> rule) {
        Optional<Attempt> attempt = memory.byPermit(permit);
        if (attempt.isEmpty()) {
            doorstep.orphan(request, now);
            reply.accept(new BootAnswer.Refused("this permit is not open"));
            return;
        }
        Decision decision = rule.apply(request, attempt.get());
        settle(decision, attempt.get().machine(), request, reply, now);
    }

    private void settle(
            Decision decision,
            MachineId machine,
            BootRequest request,
            Consumer<BootAnswer> reply,
            Instant now) {
        decision.alarm().ifPresent(text -> alarm(Optional.of(machine), text, now));
        Optional.ofNullable(memory.attempts().get(machine))
                .ifPresent(a -> ledger.waits().answered(a, decision, now));
        decision.moved().ifPresent(next -> ledger.move(next, now));
        begins(decision, machine, now);
        decision.marker().ifPresent(m -> ledger.read(machine, m, now));
        if (decision.alarm().isEmpty()) {
            reached(request, machine, now)
                    .filter(r -> r.phase() != Phase.IMAGE || isInstalled(machine))
                    .ifPresent(reached -> intake.reach(machine, reached, now));
        }
        if (decision.reply() instanceof Decision.Reply.Now(BootAnswer answer)) {
            if (answer instanceof BootAnswer.Refused(String because)) {
                doorstep.refused(request, machine, because, now);
            }
            reply.accept(answer);
        }
    }

    private Optional<Phases.Reached> reached(BootRequest request, MachineId machine, Instant now) {
        return Optional.ofNullable(memory.attempts().get(machine))
                .flatMap(attempt -> Phases.by(request, attempt.timeline(), now))
                .or(() -> Phases.by(request));
    }

    /// What is wiped gets no image.
    private boolean isInstalled(MachineId machine) {
        return Optional.ofNullable(memory.attempts().get(machine))
                .filter(Attempt::installs)
                .isPresent();
    }

    /// What a disk is written with is remembered until there is a cluster, also when another
    /// attempt goes on with it.
    private void begins(Decision decision, MachineId machine, Instant now) {
        Optional<AttemptId> attempt = decision.moved().map(Attempt::id);
        if (attempt.isEmpty() || memory.beginning().met().isPresent()) {
            return;
        }
        boolean writes = decision.reply() instanceof Decision.Reply.Now(BootAnswer.Write _);
        boolean goesOn =
                decision.reply() instanceof Decision.Reply.Now(BootAnswer.Reseed _)
                        && decision.marker()
                                .filter(m -> memory.beginning().isFresh(machine, m.attempt()))
                                .isPresent();
        if (writes) {
            ledger.fresh(machine, Set.of(attempt.get()), now);
        } else if (goesOn) {
            ledger.fresh(machine, memory.beginning().with(machine, attempt.get()), now);
        }
    }

    /// Of the machine that has this card, whatever its permit is.
    private void whole(BootRequest.Whole whole, Joining.Asker asker, Instant now) {
        Optional<Attempt> attempt =
                memory.byMac(whole.mac(), now).map(m -> memory.attempts().get(m.id()));
        Optional<Permit> permit = attempt.flatMap(Attempt::permit);
        if (permit.isEmpty()) {
            doorstep.orphan(whole, now);
            asker.reply().accept(new BootAnswer.Refused("no installation of it is open"));
            return;
        }
        joins(whole, permit.get().id(), asker.served(attempt.get()), now, BootRules::whole);
    }

    private <R extends BootRequest> void joins(
            R request,
            PermitId permit,
            Joining.Asker asker,
            Instant now,
            BiFunction<R, Attempt, Decision> rule) {
        if (memory.desired().isEmpty()) {
            asker.reply().accept(new BootAnswer.Wait(SOON, "the commit in force is being read"));
            return;
        }
        permitted(
                request,
                permit,
                asker.reply(),
                now,
                (asked, attempt) ->
                        joining.decide(rule.apply(asked, attempt), attempt, asker, now));
    }

    void minted(long effect, Optional<JoinMaterial> material, Instant now) {
        joining.minted(effect, material, now);
    }

    private void alarm(Optional<MachineId> machine, String text, Instant now) {
        world.witness().noted(new Note.Alarm(now, machine, text));
    }
}
