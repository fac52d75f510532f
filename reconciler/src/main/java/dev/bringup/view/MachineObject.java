package dev.bringup.view;

import dev.bringup.model.MachineSpec;
import dev.bringup.model.Mac;
import dev.bringup.model.Marker;
import dev.bringup.model.CommitId;
import dev.bringup.model.Fact;
import dev.bringup.model.NodeState;
import dev.bringup.model.Phase;
import dev.bringup.model.Power;
import dev.bringup.model.Seen;
import java.util.List;
import java.util.Optional;

/// One machine as `kubectl get machines` shows it. Nothing in it changes with the time alone, so
/// that nothing is written while nothing happens.
public record MachineObject(String name, Spec spec, Status status) {

    /// What Git says, in the words of the state language.
    public record Spec(List<String> macs, String ipAddress, String profile, String state) {}

    /// What is seen of it and done to it. `commit` is the one that it was installed from.
    public record Status(
            Condition state,
            Optional<String> commit,
            Optional<Power> power,
            Optional<MachineView.NodeWord> node,
            Optional<Doing> attempt,
            Optional<Held> held) {}

    public record Doing(String goal, Optional<Phase> phase) {}

    public record Held(String rail, String verb, String because) {}

    static MachineObject of(MachineView view, MachineSpec spec, Seen seen) {
        String state = view.wanted().state();
        return new MachineObject(
                view.name(),
                new Spec(
                        spec.macs().stream().map(Mac::text).toList(),
                        spec.address().toString(),
                        spec.profile(),
                        Character.toUpperCase(state.charAt(0)) + state.substring(1)),
                new Status(
                        view.state(),
                        commit(seen).map(CommitId::hex),
                        view.known().power(),
                        view.known().node(),
                        view.attempt()
                                .filter(a -> a.end().isEmpty())
                                .map(a ->
                                        new Doing(
                                                a.opening().goal(),
                                                a.running().map(AttemptView.Running::phase))),
                        view.outlook().held().map(h -> new Held(h.rail(), h.verb(), h.because()))));
    }

    private static Optional<CommitId> commit(Seen seen) {
        return seen.present()
                .flatMap(NodeState.Present::stamp)
                .map(NodeState.Stamp::commit)
                .or(() -> seen.marker().map(Fact::value).map(Marker::commit));
    }
}
