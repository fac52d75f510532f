package dev.bringup.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.SecretRef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that SOPS itself wrote; they are published, with their key, among the tests of rops
/// (github.com/gibbz00/rops, MPL-2.0).
class SopsTest {

    private static final String KEY =
            "AGE-SECRET-KEY-1EQUCGFZH8UZKSZ0Z5N5T234YRNDT4U9H7QNYXWRRNJYDDVXE6FWSCPGNJ7";

    /// Made for this test; nothing is encrypted for it.
    private static final String OTHER =
            "AGE-SECRET-KEY-1LEAS7Z4T7E8PM3DM8KC4PSAQX7JXRRQL2DQ5H482X0RP3HYP0E4S3K76CJ";

    @TempDir Path folder;

    private static String file(String name) {
        try (InputStream in = SopsTest.class.getResourceAsStream("/sops/" + name + ".yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String read(String name, String key) {
        return Sops.value(name + ".yaml", file(name), key, List.of(KEY));
    }

    private static String refused(String text, String key, String... keys) {
        return assertThrows(
                        IllegalStateException.class,
                        () -> Sops.value("s.yaml", text, key, List.of(keys)))
                .getMessage();
    }

    @ParameterizedTest
    @CsvSource({
        "example, hello, Welcome to SOPS! Edit this file as you please!",
        "example, example_key, example_value",
        "example, example_number, 1234.56789",
        "mac_only_encrypted, a_encrypted, xxx",
        "unencrypted_suffix, a.c_encrypted, xxx",
        "unencrypted_suffix, unencrypted_not, xxx"
    })
    void aValueIsDecrypted(String file, String key, String value) {
        assertEquals(value, read(file, key));
    }

    @Test
    void emptyAndMissingValuesCountAsSopsCountsThem() {
        assertEquals(
                "'string_value' in s.yaml is not encrypted",
                refused(file("empty_value"), "string_value", KEY));
    }

    @Test
    void whatCannotBeHadSaysWhy() {
        String example = file("example");

        assertEquals(
                "s.yaml is encrypted; say with which key to open it: --age-identity FILE",
                refused(example, "hello"));
        assertEquals(
                "no age identity of ours opens s.yaml; it is for"
                        + " age1se5ghfycr4n8kcwc3qwf234ymvmr2lex2a99wh8gpfx97glwt9hqch4569",
                refused(example, "hello", OTHER));
        assertEquals(
                "there is no 'helo' in s.yaml; there are hello, example_key, example_array,"
                        + " example_number, example_booleans",
                refused(example, "helo", KEY));
        assertEquals(
                "'example_array' in s.yaml is not one value",
                refused(example, "example_array", KEY));
        assertEquals(
                "'a.b_unencrypted.a' in s.yaml is not encrypted",
                refused(file("unencrypted_suffix"), "a.b_unencrypted.a", KEY));
        assertEquals(
                "s.yaml is not encrypted with SOPS: it has no block 'sops'",
                refused("a: b\n", "a", KEY));
        assertTrue(
                refused("a: [\n", "a", KEY).startsWith("s.yaml is not YAML: "),
                refused("a: [\n", "a", KEY));
        assertEquals(
                "s.yaml is not encrypted with SOPS: its block has no 'mac'",
                refused(example.replace("  mac:", "  cam:"), "hello", KEY));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "@@",
            quoteCharacter = '`',
            value = {
                // one bit of a value
                "data:dlBJhoPbBr => data:elBJhoPbBr => 'example_key' cannot be decrypted",
                // a value under another key
                "example_key: ENC => example_kez: ENC => 'example_kez' cannot be decrypted",
                // a value taken away
                "example_number: => example_boolean2: => 'example_boolean2' cannot be decrypted",
                // a date, so that an older file passes for a newer one
                "lastmodified: 2023-12-25 => lastmodified: 2024-12-25 => its digest cannot be read",
            })
    void whatWasChangedIsRefused(String line) {
        String[] parts = line.split(" => ");
        String example = file("example");
        assertTrue(example.contains(parts[0].strip()), parts[0]);

        assertEquals(
                "s.yaml was changed by somebody who could not encrypt it: " + parts[2].strip(),
                refused(example.replace(parts[0].strip(), parts[1].strip()), "hello", KEY));
    }

    @Test
    void aValueThatIsLeftOutOrPutInIsSeen() {
        String example = file("example");
        String digest =
                "s.yaml was changed by somebody who could not encrypt it:"
                        + " its digest does not match";

        assertEquals(digest, refused(example.replaceFirst("example_key: .*\n", ""), "hello", KEY));
        assertEquals(digest, refused("added: in clear\n" + example, "hello", KEY));
        assertEquals(
                digest,
                refused(
                        file("unencrypted_suffix").replace("- 123", "- 124"),
                        "a.c_encrypted",
                        KEY));
        assertEquals(
                digest, refused(file("example") + "  mac_only_encrypted: true\n", "hello", KEY));
    }

    @Test
    void theKeyComesFromAFile() throws IOException {
        Path keys = folder.resolve("age.txt");
        Mask mask = new Mask();
        Secrets secrets =
                new Secrets(folder, Map.of(), Optional.of(keys), _ -> Optional.empty(), mask);
        SecretRef ref = new SecretRef.Sops("s.yaml", "hello", file("example"));

        Files.writeString(keys, "# nothing\n");
        assertEquals(
                "there is no age key in " + keys + "; a line of it starts with AGE-SECRET-KEY-",
                assertThrows(IllegalStateException.class, () -> secrets.read(ref)).getMessage());
        Files.writeString(keys, "# created: today\n" + OTHER + "\n" + KEY + "\n");
        assertEquals("Welcome to SOPS! Edit this file as you please!", secrets.read(ref));
        assertEquals("*** ***", mask.hide(KEY + " Welcome to SOPS! Edit this file as you please!"));
        assertEquals("s.yaml#hello", ref.toString());
    }
}
