package dev.bringup.lab.sim;

import dev.bringup.lab.machine.Stimulus;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Discovered;
import dev.bringup.model.Identity;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Permit;
import dev.bringup.model.PermitId;
import java.time.Duration;
import java.util.Optional;
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

    SimDoor(Agenda agenda, Chaos chaos, Reconciler reconciler, Consumer<Deed> log) {
        this.agenda = agenda;
        this.chaos = chaos;
        this.reconciler = reconciler;
        this.log = log;
    }

    /// Asks, and fails after a while when no answer that means anything came.
    void ask(SimMachine m, long life, BootRequest request, Function<BootAnswer, Stimulus> read) {
        boolean[] over = {false};
        Consumer<BootAnswer> reply =
                answer -> {
                    given(m.id(), request, answer);
                    // Who gave up hears nothing any more.
                    if (!over[0] && !m.plight().isCutOff() && !chaos.strikes(Fault.ANSWER_LOST)) {
                        over[0] = true;
                        int late = chaos.strikes(Fault.ANSWER_LATE) ? 15_000 : 0;
                        m.later(5 + late, 500 + 3 * late, read.apply(answer));
                    }
                };
        if (!m.plight().isCutOff() && !chaos.strikes(Fault.REQUEST_LOST)) {
            if (chaos.strikes(Fault.REQUEST_LATE)) {
                agenda.in(chaos.between(1000, 60_000), () -> reconciler.asked(request, reply));
            } else {
                reconciler.asked(request, reply);
            }
            again(m, request);
        }
        agenda.in(
                TIMEOUT,
                () -> {
                    if (!over[0]) {
                        over[0] = true;
                        m.hit(new Stimulus.Failed(life, "no answer"));
                    }
                });
    }

    /// Whoever sends it once more.
    private void again(SimMachine m, BootRequest request) {
        if (chaos.strikes(Fault.REQUEST_TWICE)) {
            // the client sent it twice
            reconciler.asked(request, answer -> given(m.id(), request, answer));
        }
        if (chaos.strikes(Fault.REQUEST_REPLAYED)) {
            agenda.in(
                    chaos.between(1000, 900_000),
                    () -> reconciler.asked(request, answer -> given(m.id(), request, answer)));
        }
        if (chaos.strikes(Fault.REQUEST_SPOOFED)) {
            reconciler.asked(spoofed(request), answer -> leaked(m.id(), answer));
        }
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

    /// What of it is for one machine alone.
    private void given(MachineId box, BootRequest request, BootAnswer answer) {
        Optional<Deed.Given> gave =
                switch (answer) {
                    case BootAnswer.StartInstaller(MachineSpec of, Permit permit) ->
                            gave(box, of, permit, Deed.What.START);
                    case BootAnswer.StartLive(MachineSpec of, Permit permit) ->
                            gave(box, of, permit, Deed.What.START);
                    case BootAnswer.Write(MachineSpec of, Permit permit, _, _) ->
                            gave(box, of, permit, Deed.What.ORDER);
                    case BootAnswer.Reseed(MachineSpec of, Permit permit, _) ->
                            gave(box, of, permit, Deed.What.ORDER);
                    case BootAnswer.Serve(MachineSpec of, Permit permit, _, _) ->
                            gave(box, of, permit, Deed.What.PAYLOAD);
                    case BootAnswer.JoinWith(MachineId of, _)
                            when request instanceof BootRequest.Join(PermitId permit, _, _) ->
                            Optional.of(
                                    new Deed.Given(
                                            agenda.now(), box, of, permit, Deed.What.JOIN_SECRET));
                    // A wipe shows on the disk.
                    case BootAnswer.Wipe _,
                            BootAnswer.JoinWith _,
                            BootAnswer.Inspect _,
                            BootAnswer.LocalDisk _,
                            BootAnswer.Wait _,
                            BootAnswer.PowerDown _,
                            BootAnswer.Noted _,
                            BootAnswer.Refused _ ->
                            Optional.empty();
                };
        gave.ifPresent(log);
    }

    private Optional<Deed.Given> gave(
            MachineId box, MachineSpec of, Permit permit, Deed.What what) {
        return Optional.of(new Deed.Given(agenda.now(), box, of.id(), permit.id(), what));
    }

    /// What somebody else was told.
    private void leaked(MachineId id, BootAnswer answer) {
        if (answer instanceof BootAnswer.Serve || answer instanceof BootAnswer.JoinWith) {
            log.accept(new Deed.Leaked(agenda.now(), id));
        }
    }
}
