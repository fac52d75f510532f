package dev.bringup.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.MachineId;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.model.Remembered;
import dev.bringup.port.Status;
import dev.bringup.query.Pictures;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConditionsTest {

    private final Conditions conditions =
            new Conditions(Duration.ofMinutes(10), Collections.emptySortedSet());

    private static Status everything(int minutes) {
        return Pictures.everything(Pictures.AT.plus(Duration.ofMinutes(minutes)));
    }

    /// Nothing but the commit in force.
    private static Status calm(int minutes, Plan.Held... held) {
        Status now = Pictures.status(3, Map.of(), List.of(), new Plan(List.of(), List.of(held)));
        return new Status(
                now.desired(),
                new Observed(
                        Pictures.AT.plus(Duration.ofMinutes(minutes)),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        List.of()),
                now.plan(),
                now.git());
    }

    private static Plan.Held held(Rail rail) {
        return new Plan.Held(new MachineId("node-01"), "reimage", rail, "it says no");
    }

    private List<String> look(Status status) {
        return lines(conditions, status);
    }

    private static List<String> lines(Conditions of, Status status) {
        return of.look(status).stream().map(n -> n.topic() + " " + n.line()).toList();
    }

    @Test
    void whatLastsIsToldOnceAndWhatIsHeldAfterAWhile() {
        assertEquals(
                List.of(
                        "ACCEPTED commit a1b2c3d4 by Ada is in force: Add node-02 to the lab",
                        "REJECTED commit eeeeeeee by Bob is rejected: machines/node-04.yaml:8:3"
                                + " unknown field 'profil' in 'spec'"),
                look(everything(0)));
        assertEquals(List.of(), look(everything(9)));
        assertEquals(
                List.of(
                        "HELD node-05: install is held by R6: disk vda (serial S3Z8NB0K) holds data"
                                + " of unknown origin"),
                look(everything(10)));
        assertEquals(List.of(), look(everything(600)));
    }

    @Test
    void aRestartTellsNothingTwice() {
        look(everything(0));
        look(everything(10));
        Conditions next = new Conditions(Duration.ofMinutes(10), conditions.told());

        assertEquals(
                List.of(
                        "ACCEPTED  a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4",
                        "HELD node-05 install R6",
                        "REJECTED  eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"),
                List.copyOf(conditions.told()));
        assertEquals(List.of(), lines(next, everything(11)));
        assertEquals(List.of(), lines(next, everything(30)));
        // The first picture after a start is not whole: it does not begin anew.
        Conditions third = new Conditions(Duration.ofMinutes(10), conditions.told());
        assertEquals(List.of(), lines(third, calm(40)));
        assertEquals(List.of(), lines(third, everything(41)));
        assertEquals(List.of(), lines(third, everything(52)));
    }

    @Test
    void whatIsGoneForLongAndComesBackIsToldAgain() {
        look(calm(0, held(Rail.R12)));
        assertEquals(
                List.of("HELD node-01: reimage is held by R12: it says no"),
                look(calm(10, held(Rail.R12))));
        look(calm(11));
        look(calm(22));
        assertEquals(List.of(), look(calm(23, held(Rail.R12))));
        assertEquals(
                List.of("HELD node-01: reimage is held by R12: it says no"),
                look(calm(33, held(Rail.R12))));
    }

    @Test
    void whatTimeOpensOrSomebodyAskedForIsNotTold() {
        Plan.Held[] all =
                List.of(Rail.values()).stream().map(ConditionsTest::held).toArray(Plan.Held[]::new);
        look(calm(0, all));

        assertEquals(
                List.of(
                        "R1",
                        "R2",
                        "R3",
                        "R5",
                        "R6",
                        "R7",
                        "R10",
                        "R11",
                        "R12",
                        "R13",
                        "R14",
                        "R15",
                        "UNMANAGED"),
                look(calm(10, all)).stream()
                        .map(line -> line.replaceAll(".* by (\\w+):.*", "$1"))
                        .toList());
    }

    @Test
    void aHoldThatComesAndGoesIsNotTold() {
        for (int minute = 0; minute < 60; minute += 2) {
            assertEquals(
                    minute == 0
                            ? List.of(
                                    "ACCEPTED commit a1b2c3d4 by Ada is in force: Add node-02 to"
                                            + " the lab")
                            : List.of(),
                    look(calm(minute, held(Rail.R3))));
            look(calm(minute + 1));
        }
    }

    @Test
    void gitAndQuarantinesAreTold() {
        Status now = calm(0);
        Remembered.Quarantine bad =
                new Remembered.Quarantine("worker", Pictures.COMMIT.id(), "node-01 failed");
        Status troubled =
                new Status(
                        now.desired(),
                        now.observed().remembering(now.observed().remembered().quarantining(bad)),
                        now.plan(),
                        new Status.Git(Optional.empty(), List.of(), Optional.of("no route")));
        look(now);

        assertEquals(
                List.of(
                        "GIT Git cannot be used: no route",
                        "QUARANTINED commit a1b2c3d4 is quarantined for profile worker: node-01"
                                + " failed"),
                look(troubled));
        assertEquals(List.of(), look(troubled));
    }
}
