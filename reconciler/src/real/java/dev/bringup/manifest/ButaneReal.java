package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Butane becomes, before the eyes of Ignition's own validator. Debian's knows specifications
/// up to 3.3.0.
class ButaneReal {

    @TempDir Path folder;

    private Commands.Ran validate(String config) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("config.ign"), config);
        return Commands.run("ignition-validate", file.toString());
    }

    @Test
    void ignitionTakesEveryField() throws IOException, InterruptedException {
        String config =
                ButaneTest.ignition(
                        ButaneTest.EVERYTHING
                                .replace("VERSION", "1.4.0")
                                .replace(
                                        "ExecStart=/bin/true",
                                        "ExecStart=/bin/true\n          [Install]\n          WantedBy=multi-user.target"));

        Commands.Ran ran = validate(config.replace("%%bringup.nonce%%", "abc"));

        assertEquals("", ran.output());
        assertEquals(0, ran.status());
    }

    @Test
    void theValidatorSeesWhatIsWrong() throws IOException, InterruptedException {
        String config = ButaneTest.ignition(ButaneTest.EVERYTHING.replace("VERSION", "1.4.0"));

        Commands.Ran ran = validate(config.replace("%%bringup.nonce%%", "%zz"));

        assertNotEquals(0, ran.status());
        assertTrue(ran.output().contains("$.storage.files.0.contents.source"), ran.output());
    }
}
