package dev.bringup.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.MachineId;
import dev.bringup.model.Receiver;
import dev.bringup.model.Receiver.Topic;
import dev.bringup.model.SecretRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a receiver is sent, minute by minute.
class PacingTest {

    private static final Instant NOON = Instant.parse("2026-09-01T12:00:00Z");

    private final Pacing pacing = pacing(3);

    static Receiver receiver(int hourly) {
        return new Receiver(
                "ops",
                Set.of(Topic.values()),
                new Receiver.Slack(new SecretRef.Env("URL")),
                new Receiver.Pace(Duration.ofMinutes(30), hourly),
                Optional.empty());
    }

    private static Pacing pacing(int hourly) {
        return new Pacing(receiver(hourly));
    }

    private static Instant at(int minutes) {
        return NOON.plus(Duration.ofMinutes(minutes));
    }

    private static Notice notice(int minutes, String machine, String text) {
        return new Notice(
                at(minutes), Topic.ALARM, Optional.of(new MachineId(machine)), text, text);
    }

    /// In one word and the text: `sent`, `same` or `over`.
    private String take(int minutes, String machine, String text) {
        return switch (pacing.take(notice(minutes, machine, text), at(minutes))) {
            case Pacing.Fate.Send(Letter letter) -> "sent " + letter.plain();
            case Pacing.Fate.Same _ -> "same";
            case Pacing.Fate.Over _ -> "over";
        };
    }

    private List<String> due(int minutes) {
        return pacing.due(at(minutes)).stream().map(Letter::plain).toList();
    }

    @Test
    void theSameIsToldOnceAndItsCountAtTheEndOfTheQuietTime() {
        assertEquals(
                "sent node-01: no answer after 3 s", take(0, "node-01", "no answer after 3 s"));
        assertEquals(Optional.empty(), pacing.next());
        assertEquals("same", take(1, "node-01", "no answer after 4.5 s"));
        assertEquals(Optional.of(at(30)), pacing.next());
        assertEquals("same", take(2, "node-01", "no answer after 12 s"));
        assertEquals(
                "sent node-02: no answer after 3 s", take(2, "node-02", "no answer after 3 s"));
        assertEquals("sent node-01: it burns", take(3, "node-01", "it burns"));

        assertEquals(List.of(), due(29));
        assertEquals(List.of(), due(30), "three in this hour are enough");
        assertEquals(
                List.of(
                        "more than 3 in an hour; not told: 2 alarm; the last was: node-01: no answer after 12 s"),
                due(60));
    }

    @Test
    void whatHappenedAgainIsCountedWithTheLastOfIt() {
        take(0, "node-01", "no answer");
        for (int i = 1; i <= 15; i++) {
            assertEquals("same", take(i, "node-01", "no answer"));
        }

        assertEquals(List.of("node-01: no answer (and 14 more)"), due(30));
        assertEquals("same", take(31, "node-01", "no answer"));
        assertEquals("same", take(32, "node-01", "no answer"));
        assertEquals(List.of("node-01: no answer (and once more)"), due(60));
        assertEquals(List.of(), due(90));
        assertEquals("sent node-01: no answer", take(91, "node-01", "no answer"));
    }

    @Test
    void whatComesRightAtTheEndOfTheQuietTimeTellsWhatCameBefore() {
        take(0, "node-01", "no answer");
        take(5, "node-01", "no answer");
        take(6, "node-01", "no answer");

        assertEquals("sent node-01: no answer (and 2 more)", take(30, "node-01", "no answer"));
    }

    @Test
    void whatIsTooMuchInAnHourIsToldInOne() {
        assertEquals("sent node-01: a", take(0, "node-01", "a"));
        assertEquals("sent node-02: a", take(10, "node-02", "a"));
        assertEquals("sent node-03: a", take(20, "node-03", "a"));
        assertEquals("over", take(21, "node-04", "a"));
        assertEquals("over", take(22, "node-05", "a"));
        assertEquals("over", take(23, "node-05", "a"));

        assertEquals(Optional.of(at(60)), pacing.next());
        assertEquals(List.of(), due(59));
        assertEquals(
                List.of("more than 3 in an hour; not told: 3 alarm; the last was: node-05: a"),
                due(60));
        assertEquals(List.of(), due(61));
        assertEquals("over", take(62, "node-06", "a"));
        assertEquals(
                List.of("more than 3 in an hour; not told: 1 alarm; the last was: node-06: a"),
                due(70));
    }

    @Test
    void amountsDoNotMakeItAnotherAndNamesDo() {
        String sent = "TOPIC node-01 ";
        for (String[] row :
                new String[][] {
                    {"port 80 is taken", "port # is taken"},
                    {"after 2.5 s of 10", "after # s of #"},
                    {"rack-7 has node-03", "rack-7 has node-03"},
                    {"10.0.0.3 and 52:54:00:00:00:07", "10.0.0.3 and 52:54:00:00:00:07"},
                }) {
            assertEquals(
                    sent.replace("TOPIC", "ALARM") + row[1], notice(0, "node-01", row[0]).key());
        }
    }

    @Test
    void everyLetterHasItsOwnIdHoweverOftenItIsTried() {
        Pacing one = pacing(10);
        assertEquals(
                List.of("ops-1788264000000-1", "ops-1788264000000-2"),
                List.of("node-01", "node-02").stream()
                        .map(name -> one.take(notice(0, name, "a"), NOON))
                        .map(fate -> ((Pacing.Fate.Send) fate).letter().id())
                        .toList());
    }
}
