package dev.bringup.view;

import dev.bringup.model.ClusterPlan;
import dev.bringup.model.Plan;
import java.util.List;
import java.util.Optional;

/// A plan for the API.
public record PlanView(
        List<Step> now, List<MachineView.HeldView> held, Optional<OfCluster> cluster) {

    public record Step(String machine, String verb, String blast, String because) {}

    /// What is done to the cluster itself; absent when that is nothing.
    public record OfCluster(Optional<ClusterStep> now, List<ClusterHold> held) {}

    public record ClusterStep(String step, String verb, String because) {}

    public record ClusterHold(String step, String verb, String rail, String because) {}

    public static PlanView of(Plan plan) {
        return new PlanView(
                plan.now().stream()
                        .map(step ->
                                new Step(
                                        step.action().machine().name(),
                                        step.action().verb(),
                                        Words.camel(step.action().blast().name()),
                                        step.because()))
                        .toList(),
                plan.held().stream()
                        .map(h -> Machines.held(h.machine(), h.verb(), h.rail(), h.because()))
                        .toList(),
                Optional.of(plan.cluster()).filter(c -> !c.isEmpty()).map(PlanView::cluster));
    }

    private static OfCluster cluster(ClusterPlan plan) {
        return new OfCluster(
                plan.now()
                        .map(s ->
                                new ClusterStep(s.action().step(), s.action().verb(), s.because())),
                plan.held().stream()
                        .map(h -> new ClusterHold(h.step(), h.verb(), h.rail().name(), h.because()))
                        .toList());
    }
}
