package dev.bringup.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.bringup.lab.api.LabApi;
import dev.bringup.lab.api.LabClient;
import dev.bringup.lab.api.Sample;
import dev.bringup.model.Action.Blast;
import dev.bringup.model.Lead;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two reconcilers of one cluster, over real sockets; their watch is pushed by hand.
class LeadershipTest {

    private static final String LEASE =
            "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/bringup";
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir Path folder;
    private long nanos = 1L << 40;
    private LabApi api;
    private LabClient admin;
    private Kube kube;
    private Leadership one;
    private Leadership two;

    @BeforeEach
    void start() throws Exception {
        api = Sample.api(folder, 0);
        admin = LabClient.admin(api);
        kube = Kube.connect(api.kubeconfig(), InstantSource.system(), new SecureRandom());
        one = kube.leadership("one", () -> nanos);
        two = kube.leadership("two", () -> nanos);
    }

    @AfterEach
    void stop() {
        kube.close();
        admin.close();
        api.close();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private String spec(String field) throws Exception {
        return admin.get(LEASE).expect(200).text("/spec/" + field);
    }

    @Test
    void theFirstLeadsForAsLongAsItRenews() throws Exception {
        assertEquals(new Lead.Us(), one.campaign());
        assertEquals(new Lead.Other("one"), two.campaign());
        for (int i = 0; i < 5; i++) {
            pass(Lead.LEASE);
            assertEquals(new Lead.Us(), one.campaign());
            assertEquals(new Lead.Other("one"), two.campaign());
        }
        assertEquals("one", spec("holderIdentity"));
        assertEquals("0", spec("leaseTransitions"));
        assertEquals("30", spec("leaseDurationSeconds"));
    }

    @Test
    void aLeaseThatNobodyRenewsIsTakenAfterItsLengthAndNotBefore() throws Exception {
        one.campaign();
        two.campaign();
        pass(Lead.LEASE);
        assertEquals(new Lead.Other("one"), two.campaign());
        pass(SECOND);
        assertEquals(new Lead.Us(), two.campaign());

        assertEquals(new Lead.Other("two"), one.campaign());
        assertEquals(Optional.of("another reconciler leads: two"), one.fence(Blast.NOTHING));
        assertEquals("1", spec("leaseTransitions"));
    }

    @Test
    void whoEndsLetsGoOfIt() throws Exception {
        one.campaign();
        one.close();

        assertEquals(new Lead.Us(), two.campaign());
        // What it gave back is not its to give once more.
        one.close();
        assertEquals("two", spec("holderIdentity"));
    }

    @Test
    void theSameReconcilerGoesOnAfterACrash() throws Exception {
        one.campaign();
        Leadership again = kube.leadership("one", () -> nanos);

        assertEquals(new Lead.Us(), again.campaign());
        assertEquals("0", spec("leaseTransitions"));
    }

    @Test
    void theFenceFallsBeforeOthersMayTakeTheLease() {
        assertEquals(
                Optional.of("nobody knows who leads: Kubernetes was not asked yet"),
                one.fence(Blast.DISK));
        one.campaign();
        assertEquals(Optional.empty(), one.fence(Blast.DISK));
        pass(Lead.TERM);
        assertEquals(Optional.of("our lease was not renewed in time"), one.fence(Blast.WORKLOAD));
        assertEquals(Optional.empty(), one.fence(Blast.NOTHING));
    }

    @Test
    void withoutAnAnswerNobodyLeads() {
        one.campaign();
        api.close();

        assertInstanceOf(Lead.Unknown.class, one.campaign());
        String because = one.fence(Blast.DISK).orElseThrow();
        assertEquals(
                "nobody knows who leads: the Kubernetes API does not answer",
                because.substring(0, because.lastIndexOf(':')));
        assertEquals(Optional.empty(), one.fence(Blast.NOTHING));
    }
}
