package dev.bringup.lab.sim;

import dev.bringup.lab.machine.Stimulus;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Discovered;
import dev.bringup.model.Identity;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineId;
import dev.bringup.model.PermitId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// The way of a request to the engine and of its answer back: both get lost, come twice or late,
/// and somebody else asks for the same.
final class SimDoor {

    /// An address that belongs to no machine.
    private static final Ip4 ELSEWHERE = Ip4.parse("203.0.113.66");

    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final Agenda agenda;
    private final Chaos chaos;
    private final Reconciler reconciler;
    private final Consumer<Deed> log;
    private final Set<PermitId> used = new HashSet<>();

    SimDoor(Agenda agenda, Chaos chaos, Reconciler reconciler, Consumer<Deed> log) {
        this.agenda = agenda;
        this.chaos = chaos;
        this.reconciler = reconciler;
        this.log = log;
    }

    /// Asks, and fails after a while when no answer that means anything came.
    void ask(SimMachine m, long life, BootRequest request, Function<BootAnswer, Stimulus> read) {
        boolean[] answered = {false};
        Consumer<BootAnswer> reply =
                answer -> {
                    if (!m.plight().isCutOff() && !chaos.strikes(Fault.ANSWER_LOST)) {
                        answered[0] = true;
                        m.later(5, 500, read.apply(answer));
                    }
                };
        if (!m.plight().isCutOff() && !chaos.strikes(Fault.REQUEST_LOST)) {
            reconciler.asked(request, reply);
            again(m, request);
        }
        agenda.in(
                TIMEOUT,
                () -> {
                    if (!answered[0]) {
                        m.hit(new Stimulus.Failed(life, "no answer"));
                    }
                });
    }

    /// Whoever sends it once more.
    private void again(SimMachine m, BootRequest request) {
        if (chaos.strikes(Fault.REQUEST_TWICE)) {
            reconciler.asked(request, _ -> {}); // the client sent it twice
        }
        if (chaos.strikes(Fault.REQUEST_REPLAYED)) {
            agenda.in(
                    chaos.between(1000, 900_000),
                    () -> reconciler.asked(request, answer -> replayed(m.id(), request, answer)));
        }
        if (chaos.strikes(Fault.REQUEST_SPOOFED)) {
            reconciler.asked(spoofed(request), answer -> leaked(m.id(), answer));
        }
    }

    /// What this permit was good for was handed out.
    void use(PermitId permit) {
        used.add(permit);
    }

    /// The same by somebody else.
    private static BootRequest spoofed(BootRequest request) {
        return switch (request) {
            case BootRequest.Script script ->
                    new BootRequest.Script(
                            script.mac(), ELSEWHERE, script.uuid(), script.serial(), script.box());
            case BootRequest.Disks disks ->
                    new BootRequest.Disks(disks.permit(), ELSEWHERE, disks.disks(), disks.box());
            case BootRequest.Progress progress ->
                    new BootRequest.Progress(
                            progress.permit(), ELSEWHERE, progress.now(), progress.bytes());
            case BootRequest.Config(PermitId permit, _, String file) ->
                    new BootRequest.Config(permit, ELSEWHERE, file);
            case BootRequest.Whole(Mac mac, _) -> new BootRequest.Whole(mac, ELSEWHERE);
            case BootRequest.PhoneHome(PermitId permit, _) ->
                    new BootRequest.PhoneHome(permit, ELSEWHERE);
            case BootRequest.Join(PermitId permit, _, String nonce) ->
                    new BootRequest.Join(permit, ELSEWHERE, nonce);
            case BootRequest.Inspection(
                            PermitId ticket,
                            _,
                            Identity identity,
                            Discovered.Inventory found) ->
                    new BootRequest.Inspection(ticket, ELSEWHERE, identity, found);
        };
    }

    /// A nonce is good once.
    private void replayed(MachineId id, BootRequest request, BootAnswer answer) {
        if (answer instanceof BootAnswer.JoinWith
                && request instanceof BootRequest.Join(PermitId permit, _, _)
                && used.contains(permit)) {
            log.accept(new Deed.Leaked(agenda.now(), id));
        }
    }

    /// What somebody else was told.
    private void leaked(MachineId id, BootAnswer answer) {
        if (answer instanceof BootAnswer.Serve || answer instanceof BootAnswer.JoinWith) {
            log.accept(new Deed.Leaked(agenda.now(), id));
        }
    }
}
