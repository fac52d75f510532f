package dev.bringup.view;

import dev.bringup.model.Plan;
import java.util.List;

/// A plan for the API.
public record PlanView(List<Step> now, List<MachineView.HeldView> held) {

    public record Step(String machine, String verb, String blast, String because) {}

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
                        .toList());
    }
}
