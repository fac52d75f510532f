package dev.bringup.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// A command: what can be typed behind it, and what is done then.
record Verb<O>(O options, Act<O> act) {

    interface Act<O> {
        int run(O options) throws Program.Failure;
    }

    private int run() throws Program.Failure {
        return act.run(options);
    }

    /// Runs the one that was typed, by its options.
    static int run(ParseResult typed, Map<Object, Verb<?>> verbs) {
        Integer helped = CommandLine.executeHelpRequest(typed);
        if (helped != null) {
            return helped;
        }
        ParseResult last = typed.hasSubcommand() ? typed.subcommand() : typed;
        CommandLine at = last.commandSpec().commandLine();
        Verb<?> verb = verbs.get(at.getCommand());
        if (verb == null) {
            throw new ParameterException(at, "Which command?");
        }
        try {
            return verb.run();
        } catch (Program.Failure | RuntimeException e) {
            throw new ExecutionException(at, "bringup " + at.getCommandName(), e);
        }
    }
}
