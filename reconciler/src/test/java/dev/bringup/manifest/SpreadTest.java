package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/// What the linter says of control planes that would be lost together.
class SpreadTest {

    @Test
    void controlPlanesThatWouldBeLostTogether() {
        SortedMap<String, byte[]> files = LintTest.two();
        LintTest.add(files, "profile.yaml", "  role: controlPlane\n");
        assertEquals(EVEN, Repo.problems(files));

        LintTest.add(files, "machine.yaml", "  location: {rack: r1, pdu: [a]}\n");
        LintTest.add(files, "second.yaml", "  location: {rack: r1, pdu: [a]}\n");
        assertEquals(
                EVEN
                        + """

                        profile.yaml:7:9: warning BU1612: all 2 control planes share the pdu 'a'
                        7 |   role: controlPlane
                          |         ^
                          = help: move one, or correct its location
                        profile.yaml:7:9: warning BU1612: all 2 control planes share the rack 'r1'
                        7 |   role: controlPlane
                          |         ^
                          = help: move one, or correct its location\
                        """,
                Repo.problems(files));

        files.put("profile.yaml", Repo.bytes(Repo.PROFILE));
        assertEquals("", Repo.problems(files));
    }

    private static final String EVEN =
            """
            profile.yaml:7:9: warning BU1611: 2 control planes survive no more losses than 1 would
            7 |   role: controlPlane
              |         ^
              = help: make them 1 or 3\
            """;

    @Test
    void oneControlPlaneIsNoEvenNumber() {
        SortedMap<String, byte[]> files = Repo.good();
        LintTest.add(files, "profile.yaml", "  role: controlPlane\n");
        LintTest.add(files, "machine.yaml", "  location: {rack: r1, pdu: [a]}\n");

        assertEquals("", Repo.problems(files));
    }
}
