package dev.bringup.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Around;
import dev.bringup.model.Attempt;
import dev.bringup.model.CertRequest;
import dev.bringup.model.CertRequest.Asked;
import dev.bringup.model.CertRequest.By;
import dev.bringup.model.CertRequest.Requester;
import dev.bringup.model.CertRequest.Signer;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Permit.Stage;
import dev.bringup.model.Seen;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Which certificates a kubelet gets, and why not the others. n1 has its Node, n2 is joining, n3 is
/// neither.
class VouchingTest {

    private static final Set<String> CLIENT = Set.of("digital signature", "client auth");
    private static final Set<String> SERVER =
            Set.of("digital signature", "key encipherment", "server auth");
    private static final Desired DESIRED = Fleet.of(1, 3, 1);

    /// It asked just before it left Git.
    @Test
    void nobodyIsToldOfAMachineThatIsLeaving() {
        CertRequest request =
                new CertRequest(
                        "csr-1",
                        Signer.SERVING,
                        Optional.of(by("n4", By.NODE)),
                        SERVER,
                        Optional.of(asked("n4", "n4")));
        Observed now = observed();
        assertFalse(Vouching.isMoot(request, now));
        Observed leaving =
                new Observed(
                        now.at(),
                        now.seen(),
                        now.inFlight(),
                        now.attempts(),
                        new TreeMap<>(Map.of(Fleet.id(4), Fleet.machine(4, 1))),
                        now.past(),
                        now.around());
        assertTrue(Vouching.isMoot(request, leaving));
        assertEquals(
                Optional.of("n4 is no machine of this commit"),
                Vouching.doubt(request, DESIRED, leaving));
    }

    private static Observed observed() {
        TreeMap<MachineId, Seen> seen = new TreeMap<>();
        seen.put(Fleet.id(1), Scene.ready(1));
        TreeMap<MachineId, Attempt> attempts = new TreeMap<>();
        for (int n = 2; n <= 3; n++) {
            MachineSpec spec = DESIRED.machine(Fleet.id(n)).orElseThrow();
            Attempt attempt = Scene.attempt(spec, Scene.install(spec));
            attempts.put(Fleet.id(n), attempt.at(n == 2 ? Stage.CLOSED : Stage.BOOTED));
        }
        return new Observed(
                Fleet.NOON,
                seen,
                new TreeMap<>(),
                attempts,
                new TreeMap<>(),
                List.of(),
                Around.NOTHING);
    }

    private static Asked asked(String node, String... hosts) {
        return new Asked("system:node:" + node, Set.of("system:nodes"), Set.of(hosts));
    }

    private static Requester by(String machine, By by) {
        return new Requester(new MachineId(machine), by);
    }

    private static String doubt(
            Signer signer, Requester requester, Set<String> usages, Asked asked) {
        return doubt(
                new CertRequest(
                        "csr-1", signer, Optional.of(requester), usages, Optional.of(asked)));
    }

    private static String doubt(CertRequest request) {
        return Vouching.doubt(request, DESIRED, observed()).orElse("");
    }

    private static String serving(String machine, Asked asked) {
        return doubt(Signer.SERVING, by(machine, By.NODE), SERVER, asked);
    }

    @Test
    void aMachineThatJoinsGetsTheCertificateOfItsKubelet() {
        assertEquals("", doubt(Signer.CLIENT, by("n2", By.TOKEN), CLIENT, asked("n2")));
        assertEquals("", doubt(Signer.CLIENT, by("n2", By.NODE), CLIENT, asked("n2")));
        assertEquals(
                "n3 is not about to join",
                doubt(Signer.CLIENT, by("n3", By.TOKEN), CLIENT, asked("n3")));
        assertEquals(
                "n1 is not about to join",
                doubt(Signer.CLIENT, by("n1", By.TOKEN), CLIENT, asked("n1")));
    }

    @Test
    void aNodeRenewsItsOwnAndNoOther() {
        assertEquals("", doubt(Signer.CLIENT, by("n1", By.NODE), CLIENT, asked("n1")));
        assertEquals(
                "it is for 'system:node:n2' and not for system:node:n1",
                doubt(Signer.CLIENT, by("n1", By.NODE), CLIENT, asked("n2")));
        assertEquals(
                "it is for the groups [system:masters, system:nodes] and not for system:nodes",
                doubt(
                        Signer.CLIENT,
                        by("n1", By.NODE),
                        CLIENT,
                        new Asked(
                                "system:node:n1",
                                Set.of("system:nodes", "system:masters"),
                                Set.of())));
        assertEquals(
                "n3 has no Node", doubt(Signer.CLIENT, by("n3", By.NODE), CLIENT, asked("n3")));
        assertEquals(
                "it names api.rack.example, which is not n1",
                doubt(Signer.CLIENT, by("n1", By.NODE), CLIENT, asked("n1", "api.rack.example")));
    }

    @Test
    void aServingCertificateNamesItsMachineAlone() {
        assertEquals("", serving("n1", asked("n1", "n1", "127.77.1.1")));
        assertEquals("", serving("n1", asked("n1", "127.77.1.1")));
        assertEquals("it names no host", serving("n1", asked("n1")));
        assertEquals(
                "it names 127.77.1.2, n2, which is not n1",
                serving("n1", asked("n1", "n1", "n2", "127.77.1.2")));
        assertEquals(
                "a token is no kubelet",
                doubt(Signer.SERVING, by("n2", By.TOKEN), SERVER, asked("n2", "n2")));
    }

    @Test
    void usagesAreThoseOfTheSigner() {
        assertEquals(
                "its usages are [digital signature, key encipherment, server auth] and not those"
                        + " of client auth",
                doubt(Signer.CLIENT, by("n1", By.NODE), SERVER, asked("n1")));
        assertEquals(
                "its usages are [client auth, server auth] and not those of server auth",
                doubt(
                        Signer.SERVING,
                        by("n1", By.NODE),
                        Set.of("client auth", "server auth"),
                        asked("n1", "n1")));
        assertEquals(
                "its usages are [digital signature] and not those of client auth",
                doubt(Signer.CLIENT, by("n1", By.NODE), Set.of("digital signature"), asked("n1")));
    }

    @Test
    void whoIsNoMachineOfOursGetsNone() {
        assertEquals(
                "no machine of ours asked for it",
                doubt(
                        new CertRequest(
                                "csr-1",
                                Signer.CLIENT,
                                Optional.empty(),
                                CLIENT,
                                Optional.of(asked("n1")))));
        assertEquals(
                "n9 is no machine of this commit",
                doubt(Signer.CLIENT, by("n9", By.NODE), CLIENT, asked("n9")));
        assertEquals(
                "it cannot be read",
                doubt(
                        new CertRequest(
                                "csr-1",
                                Signer.CLIENT,
                                Optional.of(by("n1", By.NODE)),
                                CLIENT,
                                Optional.empty())));
    }
}
