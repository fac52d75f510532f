package dev.bringup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every source is as google-java-format (AOSP style) writes it. `mvn test -Dtest=FormatTest
/// -Dformat.write=true` rewrites what is not, and still fails, so that nobody commits it unread.
class FormatTest {

    private static final Formatter FORMATTER =
            new Formatter(
                    JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build());

    @Test
    void everySourceIsFormatted() throws FormatterException, IOException {
        List<String> offenders = new ArrayList<>();
        for (SourceTree.Source source : SourceTree.all()) {
            String text = String.join("\n", source.lines()) + "\n";
            String formatted = formatted(text);
            if (!formatted.equals(text)) {
                offenders.add(source.path());
                if (Boolean.getBoolean("format.write")) {
                    Files.writeString(SourceTree.file(source), formatted);
                }
            }
        }
        assertEquals(
                List.of(),
                offenders,
                "not formatted; run mvn test -Dtest=FormatTest -Dformat.write=true");
    }

    @Test
    void aPlantedOffenceIsSeen() throws FormatterException {
        String offence = "class   Planted {\n int x ; }\n";
        assertNotEquals(offence, formatted(offence));
    }

    private static String formatted(String text) throws FormatterException {
        return FORMATTER.formatSource(RemoveUnusedImports.removeUnusedImports(text));
    }
}
