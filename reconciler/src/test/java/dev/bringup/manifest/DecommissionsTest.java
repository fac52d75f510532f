package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Decommission;
import dev.bringup.model.Decommission.Method;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.Identity;
import dev.bringup.model.MachineId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/// Tombstones as they are written, and what is wrong with them, word for word.
class DecommissionsTest {

    private static final String GRAVE =
            """
            apiVersion: bringup.dev/v1
            kind: Decommission
            metadata: {name: goodbye}
            spec:
              machine: node-03
              identity: {serial: BKW0J1}
              method: overwrite
              expires: 2026-10-01
            """;

    private static SortedMap<String, byte[]> with(String from, String to) {
        return Repo.with("grave.yaml", GRAVE.replace(from, to));
    }

    @Test
    void itIsRead() {
        assertEquals(
                List.of(
                        new Decommission(
                                "goodbye",
                                new MachineId("node-03"),
                                new Identity(Optional.empty(), Optional.of("BKW0J1")),
                                Method.OVERWRITE,
                                LocalDate.of(2026, 10, 1))),
                Repo.valid(with("", "")).beside().tombstones());
    }

    @Test
    void aMachineThatIsStillHereIsNotBuried() {
        assertEquals(
                """
                grave.yaml:5:12: error BU1322: Machine 'node-01' is still here
                5 |   machine: node-01
                  |            ^
                  = help: remove it, at machine.yaml:4:9, or this tombstone\
                """,
                Repo.problems(with("node-03", "node-01")));
    }

    @Test
    void oneMachineHasOneTombstone() {
        SortedMap<String, byte[]> files = with("", "");
        files.put("late.yaml", Repo.bytes(GRAVE.replace("goodbye", "again")));
        assertEquals(
                """
                late.yaml:5:12: error BU1323: there is another tombstone for 'node-03'
                5 |   machine: node-03
                  |            ^
                  = help: the first one is at grave.yaml:5:12\
                """,
                Repo.problems(files));
    }

    @Test
    void itSaysWhatTheMachineIsInOneWay() {
        assertEquals(
                """
                grave.yaml:6:13: error BU1107: 'spec.identity' needs exactly one of serial, uuid
                6 |   identity: {}
                  |             ^
                  = help: none of them is there\
                """,
                Repo.problems(with("{serial: BKW0J1}", "{}")));
    }

    @Test
    void aDateIsADay() {
        assertEquals(
                """
                grave.yaml:8:12: error BU1105: 'spec.expires': '2026-13-01' is not in the calendar
                8 |   expires: 2026-13-01
                  |            ^
                  = help: check the day\
                """,
                Repo.problems(with("2026-10-01", "2026-13-01")));
    }

    private static List<String> at(String now) {
        return switch (new Manifests(Instant.parse(now)).read(with("", ""))) {
            case Declared.Answer.Valid(Declared _, List<Diagnostic> warnings) ->
                    warnings.stream().map(Diagnostic::toString).toList();
            case Declared.Answer.Invalid(List<Diagnostic> problems) ->
                    throw new AssertionError(Diagnostic.render(problems));
        };
    }

    @Test
    void anExpiredOneIsWarnedOf() {
        assertEquals(List.of(), at("2026-10-01T23:59:59Z"));
        Declared.Answer late =
                new Manifests(Instant.parse("2026-10-02T00:00:00Z")).read(with("", ""));
        assertEquals(
                """
                grave.yaml:8:12: warning BU1614: this tombstone has expired, and nothing is wiped
                8 |   expires: 2026-10-01
                  |            ^
                  = help: remove it; to wipe 'node-03' still, write a later date\
                """,
                Diagnostic.render(((Declared.Answer.Valid) late).warnings()));
    }
}
