package dev.bringup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What the pages name exists: types, packages, files. So a page cannot rot unseen.
class ArchitectureTest {

    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final Path ROOT = MODULE.getParent();
    private static final Path PAGE = MODULE.resolve("ARCHITECTURE.md");

    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");
    private static final Pattern TYPE = Pattern.compile("[A-Z][a-z]\\w*(\\.[a-z]\\w*)?");
    private static final Pattern PACKAGE = Pattern.compile("[a-z]+\\.[a-z]+");
    private static final Pattern FILE = Pattern.compile("[\\w.-]+/[\\w./-]*");
    private static final Pattern DECLARED =
            Pattern.compile("\\b(?:class|interface|record|enum) ([A-Z]\\w*)");

    @Test
    void everyNameOnTheArchitecturePageExists() throws IOException {
        assertEquals(List.of(), unknown(Files.readString(PAGE)));
    }

    @Test
    void thePackageTableIsTheTestedOne() throws IOException {
        String page = Files.readString(PAGE);

        for (Layers.Layer layer : Layers.TABLE) {
            String row = row(layer);
            assertTrue(page.contains(row), () -> "ARCHITECTURE.md lacks the row\n" + row);
        }
    }

    @Test
    void everyLinkOfThePagesLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : List.of(ROOT.resolve("README.md"), PAGE, MODULE.resolve("CHANGELOG.md"))) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                if (!Files.exists(page.resolveSibling(link.group(1)))) {
                    broken.add(page.getFileName() + " -> " + link.group(1));
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void aPlantedNameIsSeen() {
        assertEquals(
                List.of("NodeGuesser", "Engine.guess", "lab.moon", "docs/nowhere.md"),
                unknown("`NodeGuesser` `Engine` `Engine.guess` `lab.moon` `docs/nowhere.md`"));
    }

    private static List<String> unknown(String page) {
        List<SourceTree.Source> sources = SourceTree.all();
        Set<String> types = new TreeSet<>();
        Set<String> packages = new TreeSet<>();
        Layers.TABLE.forEach(l -> packages.add(l.name()));
        for (SourceTree.Source source : sources) {
            Matcher declared = DECLARED.matcher(String.join("\n", source.lines()));
            while (declared.find()) {
                types.add(declared.group(1));
            }
        }
        List<String> unknown = new ArrayList<>();
        Matcher code = CODE.matcher(page);
        while (code.find()) {
            String name = code.group(1).replaceAll("\\(.*", "");
            if (TYPE.matcher(name).matches() && !isKnown(name, types, sources)) {
                unknown.add(name);
            } else if (PACKAGE.matcher(name).matches() && !packages.contains(name)) {
                unknown.add(name);
            } else if (FILE.matcher(name).matches()
                    && !Files.exists(ROOT.resolve(name))
                    && !Files.exists(MODULE.resolve(name))) {
                unknown.add(name);
            }
        }
        return unknown;
    }

    /// A type, or a type and one of its methods.
    private static boolean isKnown(
            String name, Set<String> types, List<SourceTree.Source> sources) {
        String[] parts = name.split("\\.");
        return types.contains(parts[0])
                && (parts.length == 1
                        || sources.stream()
                                .filter(s -> s.path().endsWith("/" + parts[0] + ".java"))
                                .flatMap(s -> s.lines().stream())
                                .anyMatch(line -> line.contains(" " + parts[1] + "(")));
    }

    private static String row(Layers.Layer layer) {
        return "| `%s` | %s | %s |"
                .formatted(
                        layer.name(),
                        layer.ours().isEmpty() ? "" : "`" + String.join("`, `", layer.ours()) + "`",
                        layer.libraries().isEmpty()
                                ? ""
                                : "`" + String.join("`, `", layer.libraries()) + "`");
    }
}
