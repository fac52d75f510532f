package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.manifest.Declared;
import dev.bringup.manifest.Manifests;
import dev.bringup.manifest.Resolve;
import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.template.Templates;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Checks a state repository as it lies on disk.
final class Validation {

    private static final Commit WORKTREE =
            new Commit(new CommitId("0".repeat(40)), "you", Instant.EPOCH, "worktree");

    private Validation() {}

    static int run(Path path, PrintStream out) throws Failure {
        if (!Files.exists(path)) {
            throw new Failure(Exit.WRONG_INPUT, "there is no " + path);
        }
        try {
            return judge(read(path), out);
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot read " + path + ": " + e.getMessage());
        }
    }

    private static int judge(SortedMap<String, byte[]> files, PrintStream out) {
        return switch (new Manifests().read(files)) {
            case Declared.Answer.Invalid(List<Diagnostic> problems) -> tell(problems, out);
            case Declared.Answer.Valid(Declared declared) ->
                    switch (new Resolve(new Templates()::render).resolve(WORKTREE, declared)) {
                        case Resolve.Answer.Failed(List<Diagnostic> problems) ->
                                tell(problems, out);
                        case Resolve.Answer.Resolved(Desired desired) -> {
                            out.println(
                                    "fine: "
                                            + desired.machines().size()
                                            + " machines of cluster "
                                            + desired.cluster().name());
                            yield Exit.FINE;
                        }
                    };
        };
    }

    private static int tell(List<Diagnostic> problems, PrintStream out) {
        out.println(Diagnostic.render(problems));
        out.println(problems.size() + (problems.size() == 1 ? " problem" : " problems"));
        return Exit.WRONG_INPUT;
    }

    private static SortedMap<String, byte[]> read(Path root) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        if (Files.isRegularFile(root)) {
            files.put(String.valueOf(root.getFileName()), Files.readAllBytes(root));
            return files;
        }
        try (Stream<Path> all = Files.walk(root)) {
            List<Path> plain =
                    all.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS)).toList();
            for (Path file : plain) {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (!name.startsWith(".git/")) {
                    files.put(name, Files.readAllBytes(file));
                }
            }
        }
        return files;
    }
}
