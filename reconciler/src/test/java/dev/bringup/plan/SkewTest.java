package dev.bringup.plan;

import static dev.bringup.Scene.absent;
import static dev.bringup.Scene.off;
import static dev.bringup.Scene.ready;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Action;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.Forecast;
import dev.bringup.model.Image;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.model.Seen;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// R13: which versions of Kubernetes may stand beside each other, before anything moves.
class SkewTest {

    @ParameterizedTest(name = "kubelet {0} at cluster {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "1.36.2 | 1.36.2 | ''",
                "1.36.9 | 1.36.2 | ''",
                "1.35.0 | 1.36.2 | ''",
                "1.33.0 | 1.36.2 | ''",
                "1.32.9 | 1.36.2 | a kubelet 1.32.9 is more than three minors older than the"
                        + " cluster's 1.36.2",
                "1.37.0 | 1.36.2 | a kubelet 1.37.0 is newer than the cluster's 1.36.2",
                "2.0.0 | 1.36.2 | a kubelet 2.0.0 is newer than the cluster's 1.36.2",
                "1.36.2 | 2.0.0 | a kubelet 1.36.2 is more than three minors older than the"
                        + " cluster's 2.0.0",
            })
    void aKubeletBesideACluster(String kubelet, String cluster, String because) {
        assertEquals(
                because,
                Skew.between(KubeVersion.parse(kubelet), KubeVersion.parse(cluster)).orElse(""));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "1.36.2 | 1.36.2 | ''",
                "1.36.2 | 1.36.0 | ''",
                "1.36.2 | 1.37.5 | ''",
                "1.36.2 | 1.38.0 | kubernetes.version goes from 1.36.2 to 1.38.0; a control plane"
                        + " goes up one minor at a time",
                "1.36.2 | 2.0.0 | kubernetes.version goes from 1.36.2 to 2.0.0; a control plane"
                        + " goes up one minor at a time",
                "1.36.2 | 1.35.9 | kubernetes.version goes from 1.36.2 back to 1.35.9; a control"
                        + " plane cannot read what a newer one wrote",
            })
    void aClusterFromOneVersionToAnother(String from, String to, String problem) {
        assertEquals(
                problem,
                Skew.refuses(
                                at(1, from, 1, "1.36.2"),
                                at(2, to, 1, "1.36.2"),
                                Observed.nothing(Fleet.NOON))
                        .map(Diagnostic::problem)
                        .orElse(""));
    }

    @Test
    void aRefusalSaysWhatToDo() {
        assertEquals(
                Optional.of("go to 1.37 first"),
                Skew.refuses(
                                at(1, "1.36.2", 1, "1.36.2"),
                                at(2, "1.39.0", 1, "1.36.2"),
                                Observed.nothing(Fleet.NOON))
                        .flatMap(Diagnostic::help));
        assertEquals(
                Optional.of(
                        "keep kubernetes.version and the control planes' image: workers go back by"
                                + " theirs alone; if the cluster never had the newer minor,"
                                + " `bringup accept` takes the commit"),
                Skew.refuses(
                                at(1, "1.36.2", 1, "1.36.2"),
                                at(2, "1.35.0", 1, "1.36.2"),
                                Observed.nothing(Fleet.NOON))
                        .flatMap(Diagnostic::help));
    }

    @Test
    void r13NothingIsDrainedForAKubeletThatMayNotJoin() {
        assertEquals(
                held("drain", "a kubelet 1.37.0 is newer than the cluster's 1.36.2"),
                plan("1.36.2", "1.37.0", ready(1)).held());
        assertEquals(
                held("wake", "a kubelet 1.37.0 is newer than the cluster's 1.36.2"),
                plan("1.36.2", "1.37.0", off(absent())).held());
    }

    @Test
    void r13TheClusterGoesFirst() {
        assertEquals(
                List.of(new Action.Drain(Fleet.id(1))),
                plan("1.37.0", "1.37.0", ready(1)).now().stream().map(Plan.Step::action).toList());
    }

    /// The forecast of a commit that will not be taken promises nothing.
    @Test
    void aRefusedCommitIsForeseenAsHeld() {
        Desired before = at(1, "1.36.2", 1, "1.36.2");
        Desired after = at(2, "1.38.0", 2, "1.38.0");
        Forecast forecast =
                Foresight.between(
                        before, after, Settled.between(before, after, Fleet.NOON), Pace.usual());
        assertEquals(List.of(), forecast.steps());
        assertEquals(
                held(
                        "upgrade",
                        "kubernetes.version goes from 1.36.2 to 1.38.0; a control plane goes up one"
                                + " minor at a time"),
                forecast.held());
        assertEquals(new Forecast.Low(1, 1), forecast.low());
    }

    @Test
    void versionsAreThreeNumbers() {
        assertEquals("1.36.2", KubeVersion.parse("1.36.2").toString());
        assertEquals(
                "'1.36' is not a version like 1.36.2",
                assertThrows(IllegalArgumentException.class, () -> KubeVersion.parse("1.36"))
                        .getMessage());
        assertEquals(1, KubeVersion.parse("1.36.10").compareTo(KubeVersion.parse("1.36.9")));
    }

    private static Plan plan(String cluster, String kubelet, Seen seen) {
        return Scene.of(at(1, cluster, 2, kubelet)).with(1, seen).plan();
    }

    /// One machine with an installation that holds this kubelet.
    private static Desired at(int commit, String cluster, int version, String kubelet) {
        MachineSpec spec = Fleet.machine(1, version);
        Image image = spec.install().image();
        MachineSpec with =
                new MachineSpec(
                        spec.id(),
                        spec.hardware(),
                        spec.address(),
                        spec.profile(),
                        new MachineSpec.Install(
                                new Image(
                                        image.name(),
                                        image.arch(),
                                        image.boot(),
                                        Optional.of(KubeVersion.parse(kubelet))),
                                spec.install().payload(),
                                List.of(),
                                spec.fingerprint()),
                        spec.node(),
                        spec.intent());
        Desired plain = Fleet.of(commit, Fleet.ONE_AT_A_TIME, with);
        ClusterSpec c = plain.cluster();
        TreeMap<MachineId, MachineSpec> machines = new TreeMap<>(plain.machines());
        return new Desired(
                plain.commit(),
                new ClusterSpec(c.name(), cluster, c.network(), c.ssh(), c.suspend(), c.policy()),
                machines);
    }

    private static List<Plan.Held> held(String verb, String because) {
        return List.of(new Plan.Held(Fleet.id(1), verb, Rail.R13, because));
    }
}
