package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Approval;
import dev.bringup.model.MachineId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApprovalsTest {

    private static final String TEXT =
            """
            apiVersion: bringup.dev/v1
            kind: Approval
            metadata: {name: rollout-1}
            spec:
              forecast: %s
              steps:
                - {machine: n2, from: none, to: reboot}
              reason: tested on node-07
            """;

    private static final String DIGEST =
            "sha256:f85583ea60bc21ee7447da7f003585d219d56265fab7b597c37bc94976890770";

    @Test
    void anApprovalBelongsToWhatItsCommitAsksFor() {
        assertEquals(
                List.of(
                        new Approval(
                                "rollout-1",
                                DIGEST,
                                List.of(
                                        new Approval.Step(
                                                new MachineId("n2"), Approval.NOTHING, "reboot")),
                                "tested on node-07")),
                Repo.valid(Repo.with("approvals/a.yaml", TEXT.formatted(DIGEST))).approvals());
    }

    @Test
    void aStepThatWasAddedByHandIsSeen() {
        String more =
                TEXT.formatted(DIGEST)
                        .replace("  reason", "    - {machine: n3, from: none, to: wake}\n  reason");

        assertEquals(
                """
                approvals/a.yaml:5:13: error BU1320: this is not the digest of the steps that are listed here
                5 |   forecast: sha256:f85583ea60bc21ee7447da7f003585d219d56265fab7b597c37bc94976890770
                  |             ^
                  = help: it would be sha256:3237774a01bfc11d18196ea7fe4f63c05a31caed329efab9ffeaea2ab0f69bb9; `bringup approve` writes both\
                """,
                Repo.problems(Repo.with("approvals/a.yaml", more)));
    }

    @Test
    void aVerbThatNeedsNoApprovalIsNone() {
        assertEquals(
                """
                approvals/a.yaml:7:37: error BU1105: 'spec.steps[0].to': 'label' does not have the form ^(v[0-9]+:[0-9a-f]{64}|reboot|powerOff|wake|wipe)$
                7 |     - {machine: n2, from: none, to: label}
                  |                                     ^
                  = help: for example reboot\
                """,
                Repo.problems(
                        Repo.with(
                                "approvals/a.yaml",
                                TEXT.formatted(DIGEST).replace("to: reboot", "to: label"))));
    }
}
