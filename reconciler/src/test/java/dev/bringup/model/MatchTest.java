package dev.bringup.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Match.Box;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What hardware is taken for a machine, and what is said where it is not.
class MatchTest {

    private static final long GIB = 1L << 30;
    private static final Match NUC =
            new Match(Optional.of("Intel*"), Optional.of("NUC1?*"), Optional.of(8 * GIB), some(4));

    record Case(Match match, Box box, String unlike) {}

    private static Optional<Integer> some(int number) {
        return Optional.of(number);
    }

    private static Box box(String vendor, String product, long memory, int cpus) {
        return new Box(Optional.of(vendor), Optional.of(product), Optional.of(memory), some(cpus));
    }

    static Stream<Case> whatIsTaken() {
        return Stream.of(
                new Case(NUC, box("Intel(R) Client Systems", "NUC11PAHi5", 8 * GIB, 8), ""),
                new Case(NUC, box("INTEL CORPORATION ", "nuc10", 7 * GIB, 4), ""),
                new Case(NUC, Box.UNKNOWN, ""),
                new Case(Match.ANYTHING, box("Dell Inc.", "R640", 1, 1), ""),
                new Case(
                        NUC,
                        box("Dell Inc.", "NUC11", 8 * GIB, 8),
                        "disputed: the vendor of the box is \"Dell Inc.\", and match.vendor is"
                                + " \"Intel*\""),
                new Case(
                        NUC,
                        box("Intel", "NUC8", 8 * GIB, 8),
                        "disputed: the product of the box is \"NUC8\", and match.product is"
                                + " \"NUC1?*\""),
                new Case(
                        NUC,
                        box("Intel", "NUC11", 7 * GIB - 1, 8),
                        "disputed: the box has 7167 MiB of memory, and match.minMemory is 8192"
                                + " MiB"),
                new Case(
                        NUC,
                        box("Intel", "NUC11", 8 * GIB, 2),
                        "disputed: the box has 2 processors, and match.minCpus is 4"),
                // What has a meaning in other patterns has none here.
                new Case(vendor("a.c"), box("abc", "", 1, 1), dispute("abc", "a.c")),
                new Case(vendor("[a]\\E*"), box("[a]\\Ebc", "", 1, 1), ""));
    }

    private static Match vendor(String pattern) {
        return new Match(
                Optional.of(pattern), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static String dispute(String seen, String wanted) {
        return "disputed: the vendor of the box is \"%s\", and match.vendor is \"%s\""
                .formatted(seen, wanted);
    }

    @ParameterizedTest
    @MethodSource
    void whatIsTaken(Case c) {
        assertEquals(c.unlike, c.match.unlike(c.box).orElse(""));
    }

    @Test
    void whatAMachineSaysItselfWinsOverItsProfile() {
        Match own = vendor("Dell*");
        assertEquals(
                new Match(
                        Optional.of("Dell*"), Optional.of("NUC1?*"), Optional.of(8 * GIB), some(4)),
                own.or(NUC));
        assertEquals("vendor Intel* product NUC1?* minMemory 8192Mi minCpus 4", NUC.text());
        assertEquals("anything", Match.ANYTHING.text());
        assertEquals("Intel, NUC11, 2 processors, 1024 MiB", box("Intel", "NUC11", GIB, 2).text());
    }

    @Test
    void whatWasMeasuredStandsUntilAnotherBoxAnswers() {
        Box measured = new Box(Optional.empty(), Optional.empty(), Optional.of(GIB), some(2));
        Box named = Box.of(Optional.of("Intel"), Optional.of("NUC11"));
        Box both = box("Intel", "NUC11", GIB, 2);
        Box other = Box.of(Optional.of("Dell Inc."), Optional.of("R640"));

        assertEquals(both, measured.after(named));
        assertEquals(both, named.after(both));
        assertEquals(other, other.after(both));
    }
}
