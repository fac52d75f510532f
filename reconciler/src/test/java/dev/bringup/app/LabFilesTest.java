package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.manifest.Declared;
import dev.bringup.manifest.Manifests;
import dev.bringup.manifest.Resolve;
import dev.bringup.model.Desired;
import dev.bringup.model.Image;
import dev.bringup.template.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the lab writes fits what its repository says.
class LabFilesTest {

    @TempDir Path folder;

    @Test
    void theImagesHaveTheDigestsThatTheRepositoryNames()
            throws IOException, GeneralSecurityException {
        LabHome home = new LabHome(folder);
        LabFiles.write(home);
        Declared declared = declared(3);
        assertEquals(4, declared.images().size());
        for (Image image : declared.images().values()) {
            byte[] bytes =
                    Files.readAllBytes(home.assets().resolve(image.assets().getFirst().url()));
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            assertEquals(
                    image.assets().getFirst().digest().hex(),
                    HexFormat.of().formatHex(digest),
                    image.name());
        }
    }

    @Test
    void writingAgainChangesNothing() throws IOException {
        LabHome home = new LabHome(folder);
        LabFiles.write(home);
        Path image = home.assets().resolve("lab-os-1.img");
        byte[] before = Files.readAllBytes(image);
        Files.writeString(home.secrets().resolve("lab-bmc"), "mine:own\n");
        LabFiles.write(home);
        assertArrayEquals(before, Files.readAllBytes(image));
        assertEquals("mine:own\n", Files.readString(home.secrets().resolve("lab-bmc")));
    }

    @Test
    void aRepositoryOfTwelveMachinesIsValidAndHasNoTwoAlike() throws IOException {
        Resolve.Answer answer =
                new Resolve(new Templates(InstantSource.system())::render)
                        .resolve(dev.bringup.Fleet.commit(1), declared(12));
        Desired desired = ((Resolve.Answer.Resolved) answer).desired();
        assertEquals(12, desired.machines().size());
        assertEquals(12, desired.machines().values().stream().map(m -> m.mac()).distinct().count());
        assertEquals(
                12, desired.machines().values().stream().map(m -> m.address()).distinct().count());
    }

    @Test
    void sparesHaveBmcsAndNoMachineFile() throws IOException {
        SortedMap<String, byte[]> files = LabRepository.files(3);
        assertTrue(files.containsKey("bmcs/bmc-06.yaml"));
        assertEquals(3, files.keySet().stream().filter(f -> f.startsWith("machines/")).count());
    }

    private static Declared declared(int machines) throws IOException {
        Declared.Answer answer = new Manifests().read(LabRepository.files(machines));
        return ((Declared.Answer.Valid) answer).declared();
    }
}
