package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Hours;
import dev.bringup.model.MachineId;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Policy.Overrun;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Windows, freezes and canaries as they are written.
class TimesTest {

    @Test
    void aPolicyOfTimesIsRead() {
        Policy policy =
                policy(
                        """
                          policy:
                            windows:
                              - {verbs: [reimage, powerOff], allow: "Fri-Sun,Wed 22:00-04:00 Europe/Berlin", overrun: hold}
                            freezes: [{from: 2026-12-20, to: 2027-01-02, verbs: [reimage]}]
                            canary: {first: [node-01], soak: 1h}
                        """);

        assertEquals(
                List.of(
                        new Policy.Window(
                                Set.of(Budgeted.REIMAGE, Budgeted.POWER_OFF),
                                new Hours(
                                        EnumSet.of(
                                                DayOfWeek.FRIDAY,
                                                DayOfWeek.SATURDAY,
                                                DayOfWeek.SUNDAY,
                                                DayOfWeek.WEDNESDAY),
                                        22 * 60,
                                        4 * 60,
                                        ZoneId.of("Europe/Berlin"),
                                        "Fri-Sun,Wed 22:00-04:00 Europe/Berlin"),
                                Overrun.HOLD)),
                policy.timing().windows());
        assertEquals(
                List.of(
                        new Policy.Freeze(
                                Set.of(Budgeted.REIMAGE),
                                Instant.parse("2026-12-20T00:00:00Z"),
                                Instant.parse("2027-01-03T00:00:00Z"),
                                "2026-12-20 to 2027-01-02")),
                policy.timing().freezes());
        assertEquals(
                Optional.of(
                        new Policy.Canary(List.of(new MachineId("node-01")), Duration.ofHours(1))),
                policy.canary());
    }

    @Test
    void withoutThemEverythingMayStartAtAnyTime() {
        Policy policy = policy("  policy: {}\n");

        assertEquals(Policy.Timing.ALWAYS, policy.timing());
        assertEquals(Optional.empty(), policy.canary());
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-20,                      FROM, 2026-12-20T00:00:00Z",
        "2026-12-20,                      TO,   2026-12-21T00:00:00Z",
        "2026-12-20 Europe/Berlin,        TO,   2026-12-20T23:00:00Z",
        "2026-12-20 18:00,                TO,   2026-12-20T18:00:00Z",
        "2026-12-20 18:00 Europe/Berlin,  FROM, 2026-12-20T17:00:00Z",
        "2026-12-31 24:00,                FROM, 2027-01-01T00:00:00Z"
    })
    void aMomentIsADayOrATimeOfOne(String text, ReadTimes.Edge edge, Instant expected) {
        assertEquals(expected, ReadTimes.moment(text, edge));
    }

    private static final String ALLOW = "  policy: {windows: [{verbs: [reimage], allow: %s}]}\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sta 02:00-06:00 UTC | 48 | 'Sta' is not a day | did you mean 'Sat'?",
                "Mon,Xyz 02:00-06:00 UTC | 53 | 'Xyz' is not a day |"
                        + " days are Mon, Tue, Wed, Thu, Fri, Sat, Sun and daily",
                "Sat 2:00-06:00 UTC | 53 | '2:00' is not a time of day |"
                        + " 00:00 to 24:00, always five signs",
                "Sat 02:00-25:00 UTC | 59 | '25:00' is not a time of day |"
                        + " 00:00 to 24:00, always five signs",
                "Sat 02:00 UTC | 53 | '02:00' is not from-to | for example 02:00-06:00",
                "Sat 02:00-02:00 UTC | 53 | '02:00-02:00' is no time at all |"
                        + " the whole day is 00:00-24:00",
                "Sat 02:00-06:00 Berlin | 65 | 'Berlin' is not a time zone |"
                        + " did you mean 'Europe/Berlin'?",
                "Sat 02:00-06:00 CEST | 65 | 'CEST' is not a time zone |"
                        + " for example Europe/Berlin, or UTC",
                "Sat 02:00-06:00 | 48 | 'Sat 02:00-06:00' is not days, hours and a time zone |"
                        + " for example Sat 02:00-06:00 Europe/Berlin"
            })
    void hoursThatCannotBeReadSayWhichPart(String text, int column, String problem, String help) {
        String line = ALLOW.formatted("\"" + text + "\"").stripTrailing();
        assertEquals(
                "cluster.yaml:7:"
                        + column
                        + ": error BU1105: 'spec.policy.windows[0].allow': "
                        + problem
                        + "\n7 | "
                        + line
                        + "\n  | "
                        + " ".repeat(column - 1)
                        + "^\n"
                        + "  = help: "
                        + help,
                problems(line + "\n"));
    }

    @Test
    void aFreezeThatCannotBe() {
        assertEquals(
                """
                cluster.yaml:7:29: error BU1105: 'spec.policy.freezes[0].from': '2026-02-30' is not in the calendar
                7 |   policy: {freezes: [{from: 2026-02-30, to: 20.12.2026, verbs: [reimage]}]}
                  |                             ^
                  = help: check the day
                cluster.yaml:7:45: error BU1105: 'spec.policy.freezes[0].to': '20.12.2026' is not a date
                7 |   policy: {freezes: [{from: 2026-02-30, to: 20.12.2026, verbs: [reimage]}]}
                  |                                             ^
                  = help: year, month and day, as in 2026-12-20\
                """,
                problems(
                        "  policy: {freezes: [{from: 2026-02-30, to: 20.12.2026, verbs: [reimage]}]}\n"));
        assertEquals(
                """
                cluster.yaml:7:45: error BU1106: this freeze ends before it begins, at 2026-12-20
                7 |   policy: {freezes: [{from: 2026-12-20, to: 2026-12-19, verbs: [reimage]}]}
                  |                                             ^\
                """,
                problems(
                        "  policy: {freezes: [{from: 2026-12-20, to: 2026-12-19, verbs: [reimage]}]}\n"));
    }

    @Test
    void aCanaryIsAMachineOfThisRepository() {
        assertEquals(
                """
                cluster.yaml:7:29: error BU1301: there is no Machine 'node-1'
                7 |   policy: {canary: {first: [node-1]}}
                  |                             ^
                  = help: did you mean 'node-01'?\
                """,
                problems("  policy: {canary: {first: [node-1]}}\n"));
    }

    @Test
    void aScheduleOfSleepIsForAProfileOfThisRepository() {
        assertEquals(
                """
                cluster.yaml:7:42: error BU1301: there is no Profile 'workers'
                7 |   policy: {sleep: {schedules: [{profile: workers, asleep: "Mon 20:00-06:00 UTC"}]}}
                  |                                          ^
                  = help: did you mean 'worker'?\
                """,
                problems(
                        "  policy: {sleep: {schedules: [{profile: workers, asleep: \"Mon 20:00-06:00 UTC\"}]}}\n"));
    }

    @Test
    void aScheduleUnderWhichNobodySleeps() {
        assertEquals(
                """
                cluster.yaml:7:42: warning BU1610: nobody of profile 'worker' ever sleeps: it has 1 machine and 1 stay awake
                7 |   policy: {sleep: {schedules: [{profile: worker, asleep: "Mon 20:00-06:00 UTC"}]}}
                  |                                          ^
                  = help: lower policy.sleep.minAwake, or take the schedule out\
                """,
                problems(
                        "  policy: {sleep: {schedules: [{profile: worker, asleep: \"Mon 20:00-06:00 UTC\"}]}}\n"));
    }

    @Test
    void sleepIsReadAndIsNotThereByItself() {
        assertEquals(
                new Policy.Sleep(
                        List.of(
                                new Policy.Sleep.Schedule(
                                        "worker", ReadTimes.hours("daily 20:00-06:00 UTC"))),
                        0),
                policy(
                                "  policy: {sleep: {minAwake: 0, schedules: [{profile: worker, asleep: \"daily 20:00-06:00 UTC\"}]}}\n")
                        .timing()
                        .sleep());
        assertEquals(Policy.Sleep.NEVER, policy("").timing().sleep());
    }

    private static Policy policy(String more) {
        return Repo.valid(Repo.with("cluster.yaml", Repo.CLUSTER + more)).cluster().policy();
    }

    private static String problems(String more) {
        return Repo.problems(Repo.with("cluster.yaml", Repo.CLUSTER + more));
    }
}
