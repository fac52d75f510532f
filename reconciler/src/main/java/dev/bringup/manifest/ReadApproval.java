package dev.bringup.manifest;

import dev.bringup.model.Approval;
import dev.bringup.model.MachineId;
import dev.bringup.plan.ApprovalHash;
import java.util.List;

/// An Approval document that fits its schema, as a value.
final class ReadApproval {

    private ReadApproval() {}

    static Approval approval(Document document, Problems problems) {
        Tree.Mapping spec = document.spec();
        List<Approval.Step> steps =
                spec.list("steps").stream().map(s -> step((Tree.Mapping) s)).toList();
        String forecast = spec.need("forecast");
        String digest = ApprovalHash.of(steps);
        if (!forecast.equals(digest)) {
            problems.add(
                    Code.OTHER_FORECAST,
                    spec.place("forecast"),
                    "this is not the digest of the steps that are listed here",
                    "it would be " + digest + "; `bringup approve` writes both");
        }
        return new Approval(document.name(), forecast, steps, spec.need("reason"));
    }

    private static Approval.Step step(Tree.Mapping step) {
        return new Approval.Step(
                new MachineId(step.need("machine")), step.need("from"), step.need("to"));
    }
}
