package dev.bringup.query;

import dev.bringup.lifecycle.BootRules;
import dev.bringup.lifecycle.Decision;
import dev.bringup.lifecycle.LiveRules;
import dev.bringup.model.Attempt;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.CommitId;
import dev.bringup.model.Decommission;
import dev.bringup.model.Fact;
import dev.bringup.model.Identity;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.Match;
import dev.bringup.model.NodeState;
import dev.bringup.model.Observed;
import dev.bringup.model.Seen;
import dev.bringup.port.Status;
import dev.bringup.view.AttemptView;
import dev.bringup.view.HoldView;
import dev.bringup.view.MachineDetail;
import dev.bringup.view.MachineView;
import dev.bringup.view.Words;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// What one machine stands at, with the reasons.
final class Details {

    /// As many as a page shows.
    private static final int ATTEMPTS = 50;

    private Details() {}

    static MachineDetail of(
            Status status, MachineView view, Optional<HoldView> held, List<AttemptView> attempts) {
        MachineId id = new MachineId(view.name());
        return new MachineDetail(
                view,
                commit(status.observed(), id).map(CommitId::hex),
                held,
                served(status, id),
                attempts.stream()
                        .filter(a -> a.machine().equals(view.name()))
                        .limit(ATTEMPTS)
                        .toList(),
                evidence(status.observed().of(id)));
    }

    private static List<MachineDetail.Evidence> evidence(Seen seen) {
        return Stream.of(
                        fact("power", seen.power(), power -> Words.camel(power.name())),
                        fact("boot id", seen.bootId(), boot -> boot),
                        fact("disk", seen.marker(), Details::text),
                        fact("Node", seen.node(), Details::text),
                        fact("box", seen.box(), Match.Box::text),
                        fact("last sign", seen.sign(), sign -> sign))
                .flatMap(Optional::stream)
                .toList();
    }

    private static <T> Optional<MachineDetail.Evidence> fact(
            String what, Optional<Fact<T>> fact, Function<T, String> text) {
        return fact.map(f ->
                new MachineDetail.Evidence(what, text.apply(f.value()), f.source(), f.seenAt()));
    }

    private static String text(Marker marker) {
        return marker.state().name().toLowerCase(Locale.ROOT)
                + " "
                + marker.fingerprint().brief()
                + " of "
                + marker.commit().brief();
    }

    private static String text(NodeState node) {
        return switch (node) {
            case NodeState.Absent _ -> "there is none";
            case NodeState.Present there ->
                    (there.ready() ? "Ready" : "not Ready")
                            + (there.cordon() == NodeState.Cordon.NONE ? "" : ", cordoned");
        };
    }

    private static Optional<CommitId> commit(Observed observed, MachineId id) {
        Seen seen = observed.of(id);
        return observed.attempt(id)
                .map(Attempt::commit)
                .or(() ->
                        seen.present()
                                .flatMap(NodeState.Present::stamp)
                                .map(NodeState.Stamp::commit))
                .or(() -> seen.marker().map(Fact::value).map(Marker::commit));
    }

    /// By the rule that answers the machine itself, asked as if it were at the door.
    private static String served(Status status, MachineId id) {
        Optional<MachineSpec> spec =
                status.desired()
                        .flatMap(d -> d.machine(id))
                        .or(() ->
                                status.observed()
                                        .attempt(id)
                                        .filter(a -> a.tombstone().isPresent())
                                        .map(Attempt::spec));
        if (spec.isEmpty()) {
            return "its own disk: Git does not have it any more";
        }
        MachineSpec machine = spec.get();
        // A wipe is for the board that its tombstone names.
        Identity identity =
                status.observed()
                        .attempt(id)
                        .flatMap(Attempt::tombstone)
                        .map(Decommission::identity)
                        .orElse(Identity.UNKNOWN);
        Optional<Attempt> open = status.observed().attempt(id);
        if (open.map(Attempt::isLive).orElse(machine.isLive())) {
            return live(open);
        }
        Decision decision =
                BootRules.script(
                        new BootRequest.Script(
                                machine.mac(),
                                machine.address(),
                                identity.uuid(),
                                identity.serial()),
                        machine,
                        status.observed().attempt(id),
                        BootRules.Disk.of(machine, status.observed().of(id)));
        return decision.reply() instanceof Decision.Reply.Now(BootAnswer answer)
                ? text(answer)
                : "nothing";
    }

    private static String live(Optional<Attempt> open) {
        Optional<Attempt> booting = open.filter(a -> a.isLive() && !LiveRules.isSpent(a));
        return booting.map(a -> a.spec().install().image().name() + ", from memory")
                .orElse("what it runs now, from memory, as a boot that nobody asked for");
    }

    private static String text(BootAnswer answer) {
        return switch (answer) {
            case BootAnswer.StartInstaller(MachineSpec machine, _) ->
                    "the installer, for " + machine.install().image().name();
            case BootAnswer.LocalDisk(String because) -> "its own disk: " + because;
            case BootAnswer.Wait(_, String because) -> "a script that waits: " + because;
            case BootAnswer.Refused(String because) -> "nothing: " + because;
            case BootAnswer.StartLive _,
                    BootAnswer.Inspect _,
                    BootAnswer.Write _,
                    BootAnswer.Wipe _,
                    BootAnswer.PowerDown _,
                    BootAnswer.Reseed _,
                    BootAnswer.Serve _,
                    BootAnswer.JoinWith _,
                    BootAnswer.Noted _ ->
                    throw new IllegalStateException("no answer to iPXE: " + answer);
        };
    }
}
