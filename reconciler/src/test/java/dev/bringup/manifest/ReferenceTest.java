package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReferenceTest {

    /// After a change of a schema: `./bringup schema --docs > reconciler/docs/state-language.md`.
    @Test
    void thePageIsMadeOfTheSchemas() throws IOException {
        assertEquals(Files.readString(Path.of("docs/state-language.md")), Reference.page());
    }

    @Test
    void aFieldIsOneRow() {
        assertTrue(
                Reference.page()
                        .contains(
                                "| `network.mtu` | integer |  | live | The largest packet, in bytes. Left out, DHCP says nothing of it. Example: `9000`. |\n"),
                Reference.page());
    }

    @Test
    void aSchemaIsPrintedAsItIsWritten() throws IOException {
        assertEquals(
                Optional.of(Files.readString(Path.of("../schema/machine.json"))),
                Reference.schema("machine"));
        assertEquals(
                Optional.of(Files.readString(Path.of("../schema/notifications.json"))),
                Reference.schema("Notifications"));
        assertEquals(Optional.empty(), Reference.schema("Machin"));
        assertEquals(Optional.of("did you mean 'Machine'?"), Reference.nearest("Machin"));
        assertTrue(Reference.kinds().contains("Machine      One machine."), Reference.kinds());
    }
}
