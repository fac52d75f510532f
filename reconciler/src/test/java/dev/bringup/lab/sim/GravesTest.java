package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.model.MachineId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The checker of wipes goes red.
class GravesTest {

    private static final MachineId N3 = Fleet.id(3);
    private static final Deed REMOVED = new Deed.Removed(Fleet.NOON, N3);
    private static final Deed BURIED = new Deed.Buried(Fleet.NOON, N3);
    private static final Deed BEGUN = begun(Fleet.NOON, Optional.of(N3));
    private static final Deed WIPED = new Deed.Wiped(Fleet.NOON, N3);
    private static final Instant LATER = Fleet.NOON.plusSeconds(601);

    private static Deed begun(Instant at, Optional<MachineId> marked) {
        return new Deed.WipeBegun(at, N3, marked);
    }

    record Case(Optional<String> wrong, List<Deed> deeds) {

        static Case fine(Deed... deeds) {
            return new Case(Optional.empty(), List.of(deeds));
        }

        static Case wrong(String what, Deed... deeds) {
            return new Case(Optional.of(what), List.of(deeds));
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                Case.fine(REMOVED, BURIED, BEGUN, WIPED),
                Case.fine(REMOVED, BURIED, BEGUN, BEGUN, WIPED),
                Case.fine(REMOVED, BURIED, BEGUN, WIPED, BURIED, BEGUN),
                Case.fine(
                        REMOVED,
                        BURIED,
                        new Deed.Exhumed(Fleet.NOON, N3),
                        begun(LATER.minusSeconds(1), Optional.of(N3))),
                Case.fine(
                        REMOVED,
                        BURIED,
                        BEGUN,
                        new Deed.Returned(Fleet.NOON, N3),
                        begun(LATER, Optional.of(N3))),
                Case.wrong(
                        "n3 was wiped without a tombstone that was not used yet", REMOVED, BEGUN),
                Case.wrong(
                        "n3 was wiped without a tombstone that was not used yet",
                        REMOVED,
                        BURIED,
                        BEGUN,
                        WIPED,
                        BEGUN),
                Case.wrong(
                        "a disk of n3 that is not its own was wiped",
                        REMOVED,
                        BURIED,
                        begun(Fleet.NOON, Optional.of(Fleet.id(1)))),
                Case.wrong(
                        "a disk of n3 that is not its own was wiped",
                        REMOVED,
                        BURIED,
                        begun(Fleet.NOON, Optional.empty())),
                Case.wrong(
                        "n3 was wiped although its tombstone was taken back",
                        REMOVED,
                        BURIED,
                        new Deed.Exhumed(Fleet.NOON, N3),
                        begun(LATER, Optional.of(N3))),
                Case.wrong(
                        "n3 was wiped although its tombstone was taken back",
                        REMOVED,
                        BURIED,
                        new Deed.Returned(Fleet.NOON, N3),
                        begun(LATER, Optional.of(N3))),
                Case.wrong("n3 was wiped although its tombstone was taken back", BURIED, BEGUN),
                Case.wrong("n3 was wiped by nobody", REMOVED, BURIED, WIPED));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theLastDeedIsJudged(Case c) {
        Invariants invariants = new Invariants(1);
        c.deeds()
                .subList(0, c.deeds().size() - 1)
                .forEach(deed -> assertEquals(Optional.empty(), invariants.judge(deed)));

        assertEquals(c.wrong(), invariants.judge(c.deeds().getLast()));
    }
}
