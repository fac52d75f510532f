package dev.bringup.lab.wire;

import dev.bringup.lab.machine.Stimulus;
import java.util.List;
import java.util.Map;

/// What a machine's shell makes of a command line: a few commands, joined by `;`, `&&` and `||`,
/// also under `sudo` and `sh -c`.
final class ShellSession {

    /// What a command printed and how it ended.
    record Result(int status, String output, String errors) {

        Result then(Result next) {
            return new Result(next.status, output + next.output, errors + next.errors);
        }
    }

    /// What the machine does for its shell.
    interface Host {
        /// Files that can be read.
        Map<String, String> files();

        /// Runs a join script to its end; empty is success.
        String join(String script);

        void order(Stimulus.Order order);
    }

    private static final Result FINE = new Result(0, "", "");

    private final Host host;

    ShellSession(Host host) {
        this.host = host;
    }

    Result run(String text) {
        // A whole script at once: it runs under `set -e`, and its one command does not return soon.
        if (text.contains("kubeadm join")) {
            String problem = host.join(script(text));
            return problem.isEmpty() ? FINE : new Result(1, "", problem + "\n");
        }
        Result result = FINE;
        for (ShellWords.Part part : ShellWords.parts(text)) {
            boolean due =
                    switch (part.joint()) {
                        case "&&" -> result.status == 0;
                        case "||" -> result.status != 0;
                        default -> true;
                    };
            if (due) {
                result = result.then(command(part.words()));
            }
        }
        return result;
    }

    /// What is inside of `sh -c '...'`.
    private static String script(String text) {
        for (List<String> words : ShellWords.commands(text)) {
            for (String word : words) {
                if (word.contains("kubeadm join")) {
                    return word;
                }
            }
        }
        return text;
    }

    private Result command(List<String> all) {
        List<String> words =
                all.stream().filter(w -> !w.matches("[0-9]?>.*") && !w.equals("exec")).toList();
        if (words.isEmpty()) {
            return FINE;
        }
        List<String> rest = words.subList(1, words.size());
        return switch (words.getFirst().replaceFirst("^.*/", "")) {
            case "sudo" -> command(rest.stream().dropWhile(w -> w.startsWith("-")).toList());
            case "sh", "bash" -> nested(rest);
            case "true", ":", "set", "sync", "sleep" -> FINE;
            case "false" -> new Result(1, "", "");
            case "echo" -> new Result(0, String.join(" ", rest) + "\n", "");
            case "cat" -> cat(rest);
            case "hostname", "uname" ->
                    new Result(0, host.files().getOrDefault("/etc/hostname", "") + "\n", "");
            case "poweroff", "halt" -> order(new Stimulus.Order.PowerOff());
            case "reboot" -> order(new Stimulus.Order.Reboot());
            case "systemctl" -> command(rest);
            case "shutdown" ->
                    order(
                            rest.contains("-r")
                                    ? new Stimulus.Order.Reboot()
                                    : new Stimulus.Order.PowerOff());
            default -> new Result(127, "", "sh: 1: " + words.getFirst() + ": not found\n");
        };
    }

    private Result nested(List<String> words) {
        int option = words.indexOf("-c");
        return option >= 0 && option + 1 < words.size()
                ? run(words.get(option + 1))
                : new Result(2, "", "sh: only -c is known here\n");
    }

    private Result cat(List<String> paths) {
        Result result = FINE;
        for (String path : paths) {
            String content = host.files().get(path);
            result =
                    result.then(
                            content == null
                                    ? new Result(
                                            1, "", "cat: " + path + ": No such file or directory\n")
                                    : new Result(0, content, ""));
        }
        return result;
    }

    private Result order(Stimulus.Order order) {
        host.order(order);
        return FINE;
    }
}
