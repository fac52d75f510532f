package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Commits one file and pushes it, through the user's own `git`: their name, their signature and
/// their credentials are what it rests on. `what` is the file, in a sentence that says that it is
/// written.
record Pushing(Path folder, String what) {

    void publish(Path file, String subject) throws Failure {
        String _ = publish(List.of(file), subject);
    }

    /// The same of several files, in one commit; gives the commit's id.
    String publish(List<Path> files, String subject) throws Failure {
        List<String> paths = files.stream().map(f -> f.toAbsolutePath().toString()).toList();
        git(with(List.of("add", "--"), paths));
        git(with(List.of("commit", "--quiet", "-m", subject, "--"), paths));
        git("push", "--quiet");
        return git("rev-parse", "HEAD");
    }

    private static String[] with(List<String> first, List<String> then) {
        return Stream.concat(first.stream(), then.stream()).toArray(String[]::new);
    }

    private String git(String... arguments) throws Failure {
        List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
        command.addAll(List.of(arguments));
        try {
            Process git = new ProcessBuilder(command).redirectErrorStream(true).start();
            git.getOutputStream().close();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (git.waitFor() != 0) {
                throw new Failure(
                        Exit.WORLD_UNREACHABLE,
                        "git %s failed; %s is %s yourself:%n%s"
                                .formatted(
                                        arguments[0],
                                        what,
                                        arguments[0].equals("push")
                                                ? "written and committed, push it"
                                                : "written, commit and push it",
                                        said.strip()));
            }
            return said.strip();
        } catch (IOException e) {
            throw new Failure(
                    Exit.WORLD_UNREACHABLE,
                    "git cannot be started; %s is written, commit and push it yourself"
                            .formatted(what));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.NOT_THERE_YET, "interrupted while git ran");
        }
    }
}
