package dev.bringup.cli;

import dev.bringup.cli.Program.Failure;
import java.nio.file.Path;

/// What the commands call that work on a state repository and need no daemon.
public interface Workbench {

    int plan(PlanOptions options) throws Failure;

    int approve(ApproveOptions options) throws Failure;

    int accept(AcceptOptions options) throws Failure;

    int validate(Path path, Format format) throws Failure;

    /// A machine, a code or a rail.
    int explain(ExplainOptions options) throws Failure;

    int render(RenderOptions options) throws Failure;

    /// The JSON Schema of a kind; all kinds when it is empty.
    int schema(String kind) throws Failure;

    /// The page of all kinds and fields.
    int schemaDocs() throws Failure;

    /// All kinds for the Kubernetes API.
    int schemaCrds() throws Failure;

    int init(InitOptions options) throws Failure;
}
