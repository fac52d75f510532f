package dev.bringup.cli;

import dev.bringup.cli.Program.Failure;
import java.nio.file.Path;

/// What the commands call that work on a state repository and need no daemon.
public interface Workbench {

    int plan(PlanOptions options) throws Failure;

    int approve(ApproveOptions options) throws Failure;

    int validate(Path path, Format format) throws Failure;

    /// A code, a rail or a machine.
    int explain(String what) throws Failure;
}
