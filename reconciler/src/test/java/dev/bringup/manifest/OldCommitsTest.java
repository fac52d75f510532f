package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Old commits always parse, so that a revert always loads. `before` is a repository as the first
/// version of the language had it: it is never changed, only more of them are put beside it.
class OldCommitsTest {

    @Test
    void theFirstVersionOfTheLanguageLoads() {
        Declared first = Repo.valid(Repo.folder(Path.of("src/test/resources/before")));

        assertEquals(
                List.of("node-01", "node-02", "node-03"),
                first.machines().keySet().stream().map(id -> id.name()).toList());
        assertEquals("lab", first.cluster().name());
    }
}
