package dev.bringup.lab.sim;

import java.util.List;

/// A mistake that somebody could make: what would be written instead of what is there, and the
/// story that must go wrong then.
record Bug(String name, Story story, List<Edit> edits) {

    Bug {
        edits = List.copyOf(edits);
    }

    /// In this source file, this text, which stands there once.
    record Edit(String file, String right, String wrong) {}

    /// A test of the simulation that takes a seed.
    record Story(String test, String method) {}

    private static final Story ROLLOUT =
            new Story("RolloutSimTest", "aFlakyRackReachesTheLastGoodCommit");
    private static final Story PLANES = new Story("PlanesSimTest", "oneAtATimeWhateverGetsLost");
    private static final Story WIPE =
            new Story("WipeSimTest", "aMachineWithATombstoneEndsBlankAndOff");
    private static final Story OTHER_DISK = new Story("WipeSimTest", "aDiskThatIsNotItsOwnStays");
    private static final Story STEPS =
            new Story("StepsSimTest", "nobodyJoinsBeforeItsStepsWhateverGetsLost");
    private static final Story REMEDY = new Story("RemedySimTest", "inAStormNothingIsTouched");

    private static final Story ETCD = new Story("EtcdSimTest", "etcdIsNeverAtRiskWhateverGetsLost");
    private static final Story MUTED =
            new Story("EtcdSimTest", "noneIsRestartedBesideOneWhoseEtcdIsDead");
    private static final Story UPGRADE =
            new Story("UpgradeSimTest", "controlPlanesGoUpFirstWhateverGetsLost");

    private static Story limits(String method) {
        return new Story("LimitsSimTest", method);
    }

    private static Bug of(String name, Story story, Edit... edits) {
        return new Bug(name, story, List.of(edits));
    }

    private static Edit without(String rail) {
        return without(rail, "\n");
    }

    private static Edit without(String rail, String end) {
        String line = "                        .or(() -> " + rail + ")";
        return new Edit("plan/Rails", line + end, end);
    }

    static final List<Bug> ALL =
            List.of(
                    of(
                            "a machine is installed while its Node serves",
                            ROLLOUT,
                            new Edit(
                                    "plan/Road",
                                    "if (care.serves(seen)) {",
                                    "if (want.id().name().isEmpty()) {"),
                            without("undrained(action)")),
                    of("the budget is not asked", ROLLOUT, without("budgets.hold(step)")),
                    of("a canary is not waited for", ROLLOUT, without("behindCanaries(step)")),
                    of("windows do not count", ROLLOUT, without("untimely(step)")),
                    of(
                            "a clock that was set is believed",
                            ROLLOUT,
                            new Edit(
                                    "model/Moment",
                                    "return isDoubtful() ? List.of(wall(), at)",
                                    "return at.equals(Instant.MIN) ? List.of(wall(), at)")),
                    of(
                            "what is on the disk already is written again",
                            ROLLOUT,
                            new Edit(
                                    "lifecycle/InstallRules",
                                    "marker.fingerprint().equals(goal) && (over",
                                    "marker.fingerprint().equals(goal) && disk.bytes() < 0"
                                            + " && (over")),
                    of(
                            "whoever names a permit is given what it is for",
                            ROLLOUT,
                            new Edit(
                                    "lifecycle/BootRules",
                                    "if (!from.equals(attempt.spec().address())) {",
                                    "if (from.equals(new Ip4(0))) {")),
                    of(
                            "control planes are counted as workers",
                            PLANES,
                            without("quorum.hold(step)")),
                    of(
                            "another board with the same card is taken for the machine",
                            ROLLOUT,
                            new Edit(
                                    "lifecycle/BootRules",
                                    "first.filter(f -> !machine.hardware().isNamed() &&",
                                    "first.filter(f -> machine.id().name().isEmpty() &&")),
                    of(
                            "a commit may take all machines away",
                            ROLLOUT,
                            new Edit(
                                    "plan/Removal",
                                    "gone.size() <= share.of(before.machines().size())",
                                    "gone.size() <= before.machines().size()")),
                    of("etcd is not asked", ETCD, without("quorum.first(step)", ";")),
                    of(
                            "a Node that is Ready stands for its member of etcd",
                            MUTED,
                            new Edit(
                                    "plan/Members",
                                    ".filter(Etcd.Member::answers)",
                                    ".filter(m -> !m.id().isEmpty())")),
                    of(
                            "workers are upgraded before control planes",
                            UPGRADE,
                            new Edit(
                                    "plan/Quorum",
                                    "return Skew.amongOthers(spec, kubelet, fleet);",
                                    "return spec.id().name().isEmpty() ? Skew.amongOthers(spec, kubelet,"
                                            + " fleet) : Optional.empty();")),
                    of("the skew of versions is forgotten", UPGRADE, without("skewed(step)")),
                    of(
                            "a machine is wiped whatever its disk says",
                            OTHER_DISK,
                            new Edit(
                                    "lifecycle/WipeRules",
                                    "disks.stream().filter(d -> isOwn(d, attempt)).map",
                                    "disks.stream().map")),
                    of(
                            "a machine joins before its steps are run",
                            STEPS,
                            new Edit(
                                    "lifecycle/BootRules",
                                    "if (attempt.stepsDue()) {",
                                    "if (attempt.isLive() && !attempt.isLive()) {")),
                    of("a storm of failures is not noticed", REMEDY, without("stormy(step)")),
                    of(
                            "a nonce is good for ever",
                            ROLLOUT,
                            new Edit(
                                    "lifecycle/BootRules",
                                    "s -> s == Stage.BOOTED || s == Stage.ARMED)",
                                    "s -> s.compareTo(Stage.BOOTED) >= 0)")),
                    of(
                            "disks of others are written",
                            new Story(
                                    "RolloutSimTest", "aDiskWithDataOfSomebodyElseIsNeverWritten"),
                            new Edit(
                                    "lifecycle/InstallRules",
                                    "case Content.Foreign _ -> foreign(disk,",
                                    "case Content.Foreign _ -> disk.bytes() > 0 ? write(disk,"
                                            + " attempt) : foreign(disk,")),
                    of(
                            "a cordon of ours is left behind",
                            ROLLOUT,
                            new Edit(
                                    "plan/Road",
                                    "? new Wish.Step(new Action.Uncordon(id()),",
                                    "&& now == null ? new Wish.Step(new Action.Uncordon(id()),")),
                    of(
                            "a tombstone is used again after a crash",
                            WIPE,
                            new Edit(
                                    "engine/Engine",
                                    "        world.journal()"
                                            + ".append(new Entry.Wiped(now, tombstone));\n",
                                    "")),
                    of(
                            "a half written disk counts as installed",
                            ROLLOUT,
                            new Edit(
                                    "lifecycle/InstallRules",
                                    "if (marker.state() == Marker.State.INSTALLING) {",
                                    "if (marker.fingerprint().text().isEmpty()) {")),
                    of(
                            "the budget of an hour is not asked",
                            limits("inAnHourNoMoreThanMayBe"),
                            new Edit(
                                    "plan/Budgets",
                                    "return hour.count(verb, drained) < budget.perHour().get()",
                                    "return hour.count(verb, drained) >= 0")),
                    of(
                            "what was begun is forgotten when its answer is lost",
                            limits("inAnHourNoMoreThanMayBe"),
                            new Edit(
                                    "engine/Ledger",
                                    "if (isBegun(attempt, ending) && !isRemembered(attempt)) {",
                                    "if (ending == null && !isRemembered(attempt)) {")),
                    of(
                            "a failed canary does not keep its commit from the others",
                            limits("whatFailedOnACanaryReachesNobodyElse"),
                            new Edit(
                                    "plan/Canaries",
                                    ".filter(q -> q.commit().equals(desired.commit().id()))",
                                    ".filter(q -> q.because().isEmpty())")),
                    of(
                            "the alert gate is not asked",
                            limits("whileAnAlertFiresNothingBegins"),
                            new Edit("plan/Rails", "                .or(() -> alarmed(step))", "")),
                    of(
                            "a commit may do as much as it likes",
                            limits("ofACommitThatDoesTooMuchNothingIsDoneUnapproved"),
                            without("budgets.tooMuch(step)")));
}
