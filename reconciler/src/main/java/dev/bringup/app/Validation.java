package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Format;
import dev.bringup.cli.Program.Failure;
import dev.bringup.git.Look;
import dev.bringup.git.Worktree;
import dev.bringup.manifest.Declared;
import dev.bringup.manifest.Explanations;
import dev.bringup.manifest.Manifests;
import dev.bringup.manifest.Resolve;
import dev.bringup.manifest.Targets;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.template.Templates;
import dev.bringup.view.Findings;
import dev.bringup.view.Sarif;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Checks a state repository as it lies on disk.
record Validation(Optional<Desired> desired, List<Diagnostic> problems) {

    /// Everything that is wrong, by the paths that a person here would type.
    static Validation of(Path path) throws Failure {
        Look.Snapshot snapshot = snapshot(path);
        Validation found = of(snapshot);
        Path folder = Files.isDirectory(path) ? path : path.resolveSibling("");
        return new Validation(
                found.desired,
                found.problems.stream().map(problem -> below(folder, problem)).toList());
    }

    static Validation of(Look.Snapshot snapshot) {
        return switch (new Manifests(InstantSource.system().instant()).read(snapshot.files())) {
            case Declared.Answer.Invalid(List<Diagnostic> problems) ->
                    new Validation(Optional.empty(), problems);
            case Declared.Answer.Valid(Declared declared, List<Diagnostic> warnings) ->
                    switch (new Resolve(new Templates(InstantSource.system())::render)
                            .resolve(snapshot.commit(), declared)) {
                        case Resolve.Answer.Failed(List<Diagnostic> problems) ->
                                new Validation(Optional.empty(), problems);
                        case Resolve.Answer.Resolved(Desired desired) ->
                                targets(declared, desired, warnings);
                    };
        };
    }

    /// The reconciler does not need them, so only this command holds them against a repository.
    private static Validation targets(
            Declared declared, Desired desired, List<Diagnostic> warnings) {
        List<Diagnostic> broken =
                new Targets(new Templates(InstantSource.system())::render).check(declared);
        return broken.isEmpty()
                ? new Validation(Optional.of(desired), warnings)
                : new Validation(Optional.empty(), broken);
    }

    /// The files below a path, or one sentence why not.
    static Look.Snapshot snapshot(Path path) throws Failure {
        try {
            return snapshot(path, Worktree.read(path));
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot read " + path + ": " + e.getMessage());
        }
    }

    static Look.Snapshot snapshot(Path path, Look look) throws Failure {
        return switch (look) {
            case Look.Snapshot snapshot -> snapshot;
            case Look.Missing(String because) -> throw new Failure(Exit.WRONG_INPUT, because);
            case Look.TooLarge(String because) ->
                    throw new Failure(Exit.WRONG_INPUT, path + ": " + because);
            case Look.Unchanged _, Look.Rewritten _, Look.Unreachable _, Look.Untrusted _ ->
                    throw new IllegalStateException("a folder cannot be " + look);
        };
    }

    private static Diagnostic below(Path folder, Diagnostic problem) {
        String file = folder.resolve(problem.at().file()).normalize().toString();
        return problem.in(file.replace('\\', '/'));
    }

    int exitCode() {
        return desired.isPresent() ? Exit.FINE : Exit.WRONG_INPUT;
    }

    String told(Format format, String version) {
        return switch (format) {
            case TEXT -> text();
            case GITHUB -> Findings.github(problems) + (problems.isEmpty() ? "" : "\n");
            case SARIF -> Sarif.of(problems, version, Explanations::title) + "\n";
            case JSON -> Findings.json(problems) + "\n";
        };
    }

    private String text() {
        String found = problems.isEmpty() ? "" : Findings.text(problems) + "\n";
        return desired.map(fine ->
                        found
                                + "fine: %d machine%s of cluster %s%n"
                                        .formatted(
                                                fine.machines().size(),
                                                fine.machines().size() == 1 ? "" : "s",
                                                fine.cluster().name()))
                .orElse(found);
    }
}
