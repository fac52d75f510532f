package dev.bringup.lab.wire;

import dev.bringup.lab.machine.Stimulus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a machine's shell makes of a command line: a few commands, joined by `;`, `&&` and `||`,
/// also under `sudo`, `timeout` and `sh -c`, with what they print into files.
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

        /// Empty content is an empty file.
        void write(String path, String content);

        void remove(String path);

        /// Runs a join script to its end; empty is success.
        String join(String script);

        /// What `etcdctl` prints; an [IOException] says why it fails.
        String etcdctl(List<String> words) throws IOException;

        void order(Stimulus.Order order);
    }

    private static final Result FINE = new Result(0, "", "");

    private static final Pattern INTO = Pattern.compile("cat > (/[^' ]+)");

    private final Host host;

    ShellSession(Host host) {
        this.host = host;
    }

    Result run(String text) {
        // How etcdctl is found in its container is nothing that this shell could follow.
        int found = text.indexOf("etcdctl() {");
        return found < 0
                ? run(text, false)
                : run(text.substring(text.indexOf("\n}\n", found) + 3), true);
    }

    /// The same, where what comes in is kept: `cat > FILE`.
    Result take(String text, String input) {
        Matcher into = INTO.matcher(text);
        if (!into.find()) {
            return run(text);
        }
        host.write(into.group(1), input);
        return FINE;
    }

    /// Strict ends with the first command that fails and is not asked about.
    private Result run(String text, boolean strict) {
        // A whole script at once: it runs under `set -e`, and its one command does not return soon.
        if (text.contains("kubeadm join") || text.contains("kubeadm init")) {
            String problem = host.join(script(text));
            return problem.isEmpty() ? FINE : new Result(1, "", problem + "\n");
        }
        Result result = FINE;
        boolean asked = false;
        for (ShellWords.Part part : ShellWords.parts(text)) {
            boolean next = part.joint().equals(";");
            if (next && strict && result.status != 0 && !asked) {
                return result;
            }
            if (part.words().getFirst().equals("exit")) {
                return result.then(exit(part.words()));
            }
            boolean due =
                    switch (part.joint()) {
                        case "&&" -> result.status == 0;
                        case "||" -> result.status != 0;
                        default -> true;
                    };
            // Of a list only the last command counts as failed.
            asked = !due;
            if (due) {
                result = result.then(command(part.words()));
            }
        }
        return result;
    }

    private static Result exit(List<String> words) {
        return new Result(words.size() > 1 ? Integer.parseInt(words.get(1)) : 0, "", "");
    }

    /// A command, and what becomes of its output.
    private Result command(List<String> all) {
        Redirected redirected = Redirected.of(all);
        Result result = plain(redirected.words());
        if (redirected.to().isEmpty()) {
            return result;
        }
        String path = redirected.to().get();
        if (!path.startsWith("/dev/")) {
            String before = redirected.adds() ? host.files().getOrDefault(path, "") : "";
            host.write(path, before + result.output);
        }
        return new Result(result.status, "", result.errors);
    }

    /// A command without its redirections, and the file that its output goes to.
    private record Redirected(List<String> words, Optional<String> to, boolean adds) {

        private static final Pattern ARROW = Pattern.compile("([12]?)(>>?)(.*)");

        static Redirected of(List<String> all) {
            List<String> words = new ArrayList<>();
            Optional<String> to = Optional.empty();
            boolean adds = false;
            for (int i = 0; i < all.size(); i++) {
                Matcher arrow = ARROW.matcher(all.get(i));
                if (!arrow.matches()) {
                    words.add(all.get(i));
                    continue;
                }
                boolean apart = arrow.group(3).isEmpty() && i + 1 < all.size();
                String path = apart ? all.get(++i) : arrow.group(3);
                if (!arrow.group(1).equals("2") && !path.startsWith("&")) {
                    to = Optional.of(path);
                    adds = arrow.group(2).equals(">>");
                }
            }
            return new Redirected(List.copyOf(words), to, adds);
        }
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

    private Result plain(List<String> all) {
        List<String> words = all.stream().filter(w -> !w.equals("exec")).toList();
        if (words.isEmpty()) {
            return FINE;
        }
        List<String> rest = words.subList(1, words.size());
        return switch (words.getFirst().replaceFirst("^.*/", "")) {
            case "sudo" -> command(rest.stream().dropWhile(w -> w.startsWith("-")).toList());
            case "sh", "bash" -> nested(rest);
            case "timeout" -> command(timed(rest));
            case "test" -> test(rest);
            case "[" -> test(rest.subList(0, Math.max(0, rest.size() - 1)));
            case "touch" -> touch(rest);
            case "rm" -> remove(rest);
            case "mkdir", "chmod", "true", ":", "set", "sync", "sleep", "trap" -> FINE;
            case "etcdctl" -> etcdctl(rest);
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
        int strict = words.indexOf("-ec");
        int at = Math.max(option, strict);
        return at >= 0 && at + 1 < words.size()
                ? run(words.get(at + 1), strict >= 0)
                : new Result(2, "", "sh: only -c is known here\n");
    }

    private Result etcdctl(List<String> words) {
        try {
            String printed = host.etcdctl(words);
            if (words.size() == 3 && words.subList(0, 2).equals(List.of("snapshot", "save"))) {
                host.write(words.get(2), printed);
                return FINE;
            }
            return new Result(0, printed, "");
        } catch (IOException e) {
            return new Result(1, "", e.getMessage() + "\n");
        }
    }

    /// What stands behind `timeout -k 5 300`.
    private static List<String> timed(List<String> words) {
        int at = 0;
        while (at < words.size() && words.get(at).startsWith("-")) {
            at += 2;
        }
        return words.subList(Math.min(at + 1, words.size()), words.size());
    }

    private Result test(List<String> words) {
        if (!words.isEmpty() && words.getFirst().equals("!")) {
            Result not = test(words.subList(1, words.size()));
            return not.status > 1 ? not : new Result(1 - not.status, "", "");
        }
        String kind = words.size() == 2 ? words.getFirst() : "";
        String content = words.size() == 2 ? host.files().get(words.get(1)) : null;
        return switch (kind) {
            case "-e", "-f" -> new Result(content == null ? 1 : 0, "", "");
            case "-s" -> new Result(content == null || content.isEmpty() ? 1 : 0, "", "");
            default -> new Result(2, "", "sh: test: only -e, -f, -s and ! are known here\n");
        };
    }

    private Result touch(List<String> paths) {
        paths.forEach(path -> host.write(path, host.files().getOrDefault(path, "")));
        return FINE;
    }

    private Result remove(List<String> paths) {
        paths.stream().filter(path -> path.startsWith("/")).forEach(host::remove);
        return FINE;
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
