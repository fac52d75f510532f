package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class GenerationsTest {

    private static final Generations NODE = new Generations("Machine", "node-02");

    @Test
    void aBlockGetsOneLineMoreAndNothingElseChanges() {
        assertEquals(
                Optional.of(
                        """
                        # 😀 the second
                        kind: Machine
                        metadata: {name: node-02}
                        spec:
                          reimage: {generation: "g"}
                          macAddress: 52:54:00:32:0d:b8   # on the left
                          profile: worker
                        """),
                NODE.set(
                        """
                        # 😀 the second
                        kind: Machine
                        metadata: {name: node-02}
                        spec:
                          macAddress: 52:54:00:32:0d:b8   # on the left
                          profile: worker
                        """,
                        "g"));
    }

    @Test
    void whatIsWrittenInOneLineStaysInOne() {
        assertEquals(
                Optional.of(
                        "kind: Machine\nmetadata: {name: node-02}\n"
                                + "spec: { reimage: {generation: \"g\"}, profile: worker }\n"),
                NODE.set(
                        "kind: Machine\nmetadata: {name: node-02}\nspec: { profile: worker }\n",
                        "g"));
    }

    @Test
    void anOlderGenerationIsReplacedInWhateverFormItHas() {
        String start = "kind: Machine\nmetadata: {name: node-02}\nspec:\n  profile: w\n";
        assertEquals(
                Optional.of(start + "  reimage:\n    generation: \"g\" # why\n  disk: {}\n"),
                NODE.set(
                        start + "  reimage:\n    generation: 2026-09-01a # why\n  disk: {}\n",
                        "g"));
        assertEquals(
                Optional.of(start + "  reimage: {generation: \"g\"}\n"),
                NODE.set(start + "  reimage: {generation: 'a b'}\n", "g"));
    }

    @Test
    void ofManyObjectsTheOneThatIsMeant() {
        String profile = "kind: Profile\nmetadata: {name: node-02}\nspec: {role: worker}\n---\n";
        String machine = "kind: Machine\nmetadata: {name: node-02}\nspec:\n  ";
        assertEquals(
                Optional.of(profile + machine + "reimage: {generation: \"g\"}\n  profile: w\n"),
                NODE.set(profile + machine + "profile: w\n", "g"));
        assertEquals(Optional.empty(), NODE.set(profile, "g"));
        assertEquals(Optional.empty(), NODE.set("kind: [", "g"));
        assertEquals(Optional.empty(), NODE.set(machine + "reimage: {}\n", "g"));
    }
}
