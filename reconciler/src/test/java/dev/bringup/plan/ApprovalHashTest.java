package dev.bringup.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.bringup.Fleet;
import dev.bringup.model.Approval;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApprovalHashTest {

    private static final Approval.Step REIMAGE =
            new Approval.Step(
                    Fleet.id(1), Fleet.fingerprint(1).text(), Fleet.fingerprint(2).text());

    private static final Approval.Step REBOOT =
            new Approval.Step(Fleet.id(2), Approval.NOTHING, "reboot");

    /// `printf 'n2 none reboot\n' | sha256sum`: approvals in old repositories must stay good.
    @Test
    void itIsTheSameForEver() {
        assertEquals(
                "sha256:f85583ea60bc21ee7447da7f003585d219d56265fab7b597c37bc94976890770",
                ApprovalHash.of(List.of(REBOOT)));
    }

    @Test
    void theOrderOfTheStepsAndSayingOneTwiceMeanNothing() {
        assertEquals(
                ApprovalHash.of(List.of(REIMAGE, REBOOT)),
                ApprovalHash.of(List.of(REBOOT, REIMAGE, REBOOT)));
    }

    @Test
    void aStepMoreIsAnotherForecast() {
        assertNotEquals(
                ApprovalHash.of(List.of(REBOOT)), ApprovalHash.of(List.of(REIMAGE, REBOOT)));
    }
}
