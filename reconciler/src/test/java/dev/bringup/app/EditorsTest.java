package dev.bringup.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.cli.InitOptions;
import dev.bringup.cli.Program.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The line that tells an editor where the schema is leads to the schema of the kind below it.
class EditorsTest {

    private static final Pattern LINE =
            Pattern.compile("# yaml-language-server: \\$schema=(\\S+)\n(?s:.*?)\nkind: (\\w+)\n");

    @TempDir Path folder;

    private static void check(Path root) throws IOException {
        List<String> wrong = new ArrayList<>();
        List<Path> yaml;
        try (Stream<Path> all = Files.walk(root)) {
            yaml = all.filter(f -> f.toString().endsWith(".yaml")).toList();
        }
        for (Path file : yaml) {
            if (!Files.readString(file).contains("apiVersion: bringup.dev/")) {
                continue; // a manifest of Kubernetes
            }
            Matcher line = LINE.matcher(Files.readString(file));
            boolean right =
                    line.find()
                            && Files.isRegularFile(file.resolveSibling(line.group(1)))
                            && Files.readString(file.resolveSibling(line.group(1)))
                                    .contains("\"kind\": {\"const\": \"" + line.group(2) + "\"}");
            if (!right) {
                wrong.add(file.toString());
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(yaml.size() > 3, yaml::toString);
    }

    @Test
    void inTheExamples() throws IOException {
        check(Path.of("../examples"));
    }

    @Test
    void inTheLabsRepository() throws IOException {
        for (Map.Entry<String, byte[]> file : LabRepository.files(3).entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        check(folder);
    }

    @Test
    void inANewRepository() throws IOException, Failure {
        InitOptions options = new InitOptions();
        options.folder = folder.resolve("new");
        options.yes = true;
        new Starter(
                        options,
                        InputStream.nullInputStream(),
                        new PrintStream(new ByteArrayOutputStream(), true, UTF_8))
                .run();
        check(folder.resolve("new"));
    }
}
