package dev.bringup.app;

import static dev.bringup.app.FieldRows.foreseen;
import static dev.bringup.app.FieldRows.judged;
import static dev.bringup.app.FieldRows.row;
import static dev.bringup.app.FieldRows.seen;
import static dev.bringup.app.FieldRows.told;

import dev.bringup.app.FieldRows.Row;
import java.util.List;

/// The rows of the Cluster.
final class ClusterFieldRows {

    static final List<Row> ALL =
            List.of(
                    row(
                            "Cluster policy.strangers",
                            "cluster.yaml",
                            "strangers: inspect",
                            "strangers: localBoot",
                            judged("LeasesTest", "Strangers.INSPECT")),
                    row(
                            "Cluster kubernetes.version",
                            "cluster.yaml",
                            "1.36.2",
                            "1.36.3",
                            seen("user-data", "1.36.3")),
                    row(
                            "Cluster kubernetes.bootstrap",
                            "cluster.yaml",
                            "bootstrap: external",
                            "bootstrap: kubeadm",
                            told("BU1351")),
                    row(
                            "Cluster kubernetes.endpoint",
                            "cluster.yaml",
                            "api.rack.test:6443",
                            "api2.rack.test:6443",
                            seen("user-data", "api2.rack.test:6443")),
                    row(
                            "Cluster kubernetes.podCidr",
                            "cluster.yaml",
                            "10.244.0.0/16",
                            "10.245.0.0/16",
                            seen("user-data", "10.245.0.0/16")),
                    row(
                            "Cluster kubernetes.serviceCidr",
                            "cluster.yaml",
                            "10.96.0.0/16",
                            "10.97.0.0/16",
                            seen("user-data", "10.97.0.0/16")),
                    row(
                            "Cluster ssh.user",
                            "cluster.yaml",
                            "user: ops",
                            "user: root",
                            seen("user-data", "\"user\":\"root\"")),
                    row(
                            "Cluster ssh.authorizedKeys[]",
                            "cluster.yaml",
                            "ssh-ed25519 AAAATEXT",
                            "ssh-ed25519 AAAAOTHER",
                            seen("user-data", "AAAAOTHER")),
                    row(
                            "Cluster ssh.authorizedKeys[].file",
                            "cluster.yaml",
                            "keys/a.pub",
                            "keys/b.pub",
                            seen("user-data", "AAAAFROMB")),
                    row(
                            "Cluster ssh.hostAuthorities[]",
                            "cluster.yaml",
                            "ssh-ed25519 AAAACATEXT",
                            "ssh-ed25519 AAAACAOTHER",
                            judged("MachinesTest", "authorities")),
                    row(
                            "Cluster ssh.hostAuthorities[].file",
                            "cluster.yaml",
                            "keys/ca-a.pub",
                            "keys/ca-b.pub",
                            judged("MachinesTest", "authorities")),
                    row(
                            "Cluster suspend",
                            "cluster.yaml",
                            "  policy:",
                            "  suspend: audit\n  policy:",
                            foreseen("image")),
                    row(
                            "Cluster lint.allow[].code",
                            "cluster.yaml",
                            "{code: BU1606,",
                            "{code: BU1607,",
                            told("BU1606")),
                    row(
                            "Cluster lint.allow[].reason",
                            "cluster.yaml",
                            "reason: planted",
                            "reason: \"\"",
                            told("BU1105")),
                    row(
                            "Cluster policy.alertGate.prometheus",
                            "cluster.yaml",
                            "10.0.0.9:9090",
                            "10.0.0.8:9090",
                            judged("PrometheusTest", "void itAsksThisPrometheus")),
                    row(
                            "Cluster policy.alertGate.query",
                            "cluster.yaml",
                            "up == 0",
                            "up == 1",
                            judged("PrometheusTest", "void itAsksThisPrometheus")),
                    row(
                            "Cluster policy.budgets.reimage.parallel",
                            "cluster.yaml",
                            "reimage: {parallel: 2",
                            "reimage: {parallel: 1",
                            foreseen("image")),
                    row(
                            "Cluster policy.budgets.reimage.perCommit",
                            "cluster.yaml",
                            "reimage: {parallel: 2, perCommit: 100%",
                            "reimage: {parallel: 2, perCommit: 25%",
                            foreseen("image")),
                    row(
                            "Cluster policy.budgets.reimage.perHour",
                            "cluster.yaml",
                            "reimage: {parallel: 2, perCommit: 100%, perHour: 100",
                            "reimage: {parallel: 2, perCommit: 100%, perHour: 1",
                            foreseen("image")),
                    row(
                            "Cluster policy.budgets.reboot.parallel",
                            "cluster.yaml",
                            "reboot: {parallel: 2",
                            "reboot: {parallel: 1",
                            foreseen("reboot")),
                    row(
                            "Cluster policy.budgets.reboot.perCommit",
                            "cluster.yaml",
                            "reboot: {parallel: 2, perCommit: 100%",
                            "reboot: {parallel: 2, perCommit: 25%",
                            foreseen("reboot")),
                    row(
                            "Cluster policy.budgets.reboot.perHour",
                            "cluster.yaml",
                            "reboot: {parallel: 2, perCommit: 100%, perHour: 100",
                            "reboot: {parallel: 2, perCommit: 100%, perHour: 1",
                            foreseen("reboot")),
                    row(
                            "Cluster policy.budgets.powerOff.parallel",
                            "cluster.yaml",
                            "powerOff: {parallel: 2",
                            "powerOff: {parallel: 1",
                            foreseen("release")),
                    row(
                            "Cluster policy.budgets.powerOff.perCommit",
                            "cluster.yaml",
                            "powerOff: {parallel: 2, perCommit: 100%",
                            "powerOff: {parallel: 2, perCommit: 25%",
                            foreseen("release")),
                    row(
                            "Cluster policy.budgets.powerOff.perHour",
                            "cluster.yaml",
                            "powerOff: {parallel: 2, perCommit: 100%, perHour: 100",
                            "powerOff: {parallel: 2, perCommit: 100%, perHour: 1",
                            foreseen("release")),
                    row(
                            "Cluster policy.budgets.wake.parallel",
                            "cluster.yaml",
                            "wake: {parallel: 2",
                            "wake: {parallel: 1",
                            foreseen("arrive")),
                    row(
                            "Cluster policy.budgets.wake.perCommit",
                            "cluster.yaml",
                            "wake: {parallel: 2, perCommit: 100%",
                            "wake: {parallel: 2, perCommit: 25%",
                            foreseen("arrive")),
                    row(
                            "Cluster policy.budgets.wake.perHour",
                            "cluster.yaml",
                            "wake: {parallel: 2, perCommit: 100%, perHour: 100",
                            "wake: {parallel: 2, perCommit: 100%, perHour: 1",
                            foreseen("arrive")),
                    row(
                            "Cluster policy.drain.timeout",
                            "cluster.yaml",
                            "timeout: 15m",
                            "timeout: 1m",
                            judged("DrainTest", "within(SHORT)")),
                    row(
                            "Cluster policy.drain.then",
                            "cluster.yaml",
                            "then: hold",
                            "then: force",
                            judged("DrainTest", "Then.FORCE")),
                    row(
                            "Cluster policy.drain.emptyDir",
                            "cluster.yaml",
                            "emptyDir: evict",
                            "emptyDir: hold",
                            judged("DrainTest", "EmptyDir.HOLD")),
                    row(
                            "Cluster policy.remediation.notReadyFor",
                            "cluster.yaml",
                            "notReadyFor: 10m",
                            "notReadyFor: 20m",
                            judged("CareTest", "void theStricterOfBothPoliciesDecides")),
                    row(
                            "Cluster policy.remediation.then",
                            "cluster.yaml",
                            "then: [probe, reboot]",
                            "then: []",
                            judged("CareTest", "void withoutCuresNothingIsDone")),
                    row(
                            "Cluster policy.remediation.maxUnhealthy",
                            "cluster.yaml",
                            "maxUnhealthy: 40%",
                            "maxUnhealthy: 20%",
                            judged("CareTest", "void r14InAStormNothingIsTouched")),
                    row(
                            "Cluster policy.removal.maxShare",
                            "cluster.yaml",
                            "maxShare: 30%",
                            "maxShare: 50%",
                            judged("AcceptanceTest", "void r2TooManyMachinesGoneFreezeTheCommit")),
                    row(
                            "Cluster policy.retries.max",
                            "cluster.yaml",
                            "max: 3",
                            "max: 1",
                            judged("RailsTest", "void r8ThreeFailuresAreEnough")),
                    row(
                            "Cluster policy.retries.backoff",
                            "cluster.yaml",
                            "backoff: 10m",
                            "backoff: 1m",
                            judged("RailsTest", "void whatWasPutOffIsQuiet")),
                    row(
                            "Cluster policy.windows[].verbs",
                            "cluster.yaml",
                            "[{verbs: [wake], allow",
                            "[{verbs: [wake, reboot], allow",
                            judged("RolloutRailsTest", "void r9WhatIsUnderWayFinishes")),
                    row(
                            "Cluster policy.windows[].allow",
                            "cluster.yaml",
                            "00:00-23:00",
                            "00:00-22:00",
                            judged("CalendarTest", "void hoursAreReadOffTheClockOnTheWall")),
                    row(
                            "Cluster policy.windows[].overrun",
                            "cluster.yaml",
                            "overrun: finish",
                            "overrun: hold",
                            judged(
                                    "RolloutRailsTest",
                                    "void r9AnOpenAttemptFinishesUnlessItsWindowSaysHold")),
                    row(
                            "Cluster policy.freezes[].from",
                            "cluster.yaml",
                            "from: 2030-12-20",
                            "from: 2030-12-21",
                            judged("CalendarTest", "void aFreezeBeginsWithItsFirstInstant")),
                    row(
                            "Cluster policy.freezes[].to",
                            "cluster.yaml",
                            "to: 2031-01-02",
                            "to: 2031-01-03",
                            judged("CalendarTest", "void aFreezeBeginsWithItsFirstInstant")),
                    row(
                            "Cluster policy.freezes[].verbs",
                            "cluster.yaml",
                            "verbs: [powerOff]",
                            "verbs: [reboot]",
                            judged("CalendarTest", "void aFreezeBeginsWithItsFirstInstant")),
                    row(
                            "Cluster policy.sleep.schedules[].profile",
                            "cluster.yaml",
                            "{profile: worker, asleep",
                            "{profile: twin, asleep",
                            judged("SleepersTest", "void anotherProfileDoesNotSleep")),
                    row(
                            "Cluster policy.sleep.schedules[].asleep",
                            "cluster.yaml",
                            "01:00-02:00",
                            "01:00-03:00",
                            judged("SleepersTest", "void aNightLastsUntilNoScheduleIsOpen")),
                    row(
                            "Cluster policy.sleep.wakeOnPending",
                            "cluster.yaml",
                            "wakeOnPending: true",
                            "wakeOnPending: false",
                            judged("WokenByPodsTest", "whoeverSleepsOnIsNotWokenByPods")),
                    row(
                            "Cluster policy.sleep.minAwake",
                            "cluster.yaml",
                            "minAwake: 1",
                            "minAwake: 2",
                            judged("SleepersTest", "void soManyOfAProfileStayAwake")),
                    row(
                            "Cluster policy.canary.first",
                            "cluster.yaml",
                            "first: [m4]",
                            "first: [m3]",
                            judged("RolloutRailsTest", "void r8CanariesGoFirst")),
                    row(
                            "Cluster policy.canary.soak",
                            "cluster.yaml",
                            "soak: 10m",
                            "soak: 11m",
                            judged("RolloutRailsTest", "void r8CanariesGoFirst")),
                    row(
                            "Cluster policy.stale",
                            "cluster.yaml",
                            "stale: 60s",
                            "stale: 90s",
                            judged("RailsTest", "void r12NothingIsDrainedOnAnOldFact")));

    private ClusterFieldRows() {}
}
