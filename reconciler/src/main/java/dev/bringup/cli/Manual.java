package dev.bringup.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The manual page, in the macros of man(7), from what the commands say of themselves.
final class Manual {

    private final List<String> lines = new ArrayList<>();

    private Manual() {}

    static String of(CommandSpec program) {
        Manual manual = new Manual();
        String name = program.name();
        manual.lines.add(".TH " + name.toUpperCase(Locale.ROOT) + " 1");
        manual.section("NAME");
        manual.text(name + " - " + String.join(" ", program.usageMessage().description()));
        manual.section("SYNOPSIS");
        manual.text(name + " COMMAND [OPTIONS]");
        manual.section("COMMANDS");
        manual.commands(program);
        manual.section("EXIT STATUS");
        manual.text(
                "0 fine; 1 not there yet, or changes are pending; 2 wrong input; 3 the world cannot"
                        + " be reached.");
        return String.join("\n", manual.lines) + "\n";
    }

    private void commands(CommandSpec parent) {
        parent.subcommands()
                .values()
                .forEach(command -> {
                    command(command.getCommandSpec());
                    commands(command.getCommandSpec());
                });
    }

    private void command(CommandSpec command) {
        StringBuilder heading = new StringBuilder(command.qualifiedName());
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            boolean needed = parameter.arity().min() > 0;
            String label = parameter.paramLabel();
            heading.append(needed ? " " + label : " [" + label + "]");
        }
        lines.add(".SS " + escaped(heading.toString()));
        for (String paragraph : command.usageMessage().description()) {
            text(paragraph);
            lines.add(".PP");
        }
        command.positionalParameters().forEach(p -> argument(p.paramLabel(), p));
        for (OptionSpec option : command.options()) {
            String label = option.arity().max() > 0 ? " " + option.paramLabel() : "";
            argument(String.join(", ", option.names()) + label, option);
        }
        footer(command.usageMessage().footer());
    }

    private void argument(String name, ArgSpec argument) {
        lines.add(".TP");
        lines.add(".B " + escaped(name));
        text(String.join(" ", argument.description()));
    }

    /// Examples keep their lines.
    private void footer(String... footer) {
        if (footer.length > 0) {
            lines.add(".PP");
            lines.add(".nf");
            Arrays.stream(footer)
                    .flatMap(line -> plain(line).lines())
                    .map(Manual::escaped)
                    .forEach(lines::add);
            lines.add(".fi");
        }
    }

    private void section(String name) {
        lines.add(".SH " + name);
    }

    private void text(String text) {
        plain(text).strip().lines().map(Manual::escaped).forEach(lines::add);
    }

    private static String plain(String format) {
        return format.replace("%n", "\n").replace("%%", "%");
    }

    /// A line that begins with a dot or an apostrophe would be a command.
    private static String escaped(String text) {
        String safe = text.replace("\\", "\\e").replace("-", "\\-");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }
}
