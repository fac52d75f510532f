package dev.bringup.lab.wire;

import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.machine.Stage;
import dev.bringup.model.Payload;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Runs an iPXE script, as far as our scripts go: `echo`, `iseq`, `isset`, `goto`, `sleep`,
/// `kernel`, `initrd`, `boot`, `chain`, `sanboot`, `exit`, with `&&` and `||`. Nothing is fetched
/// here: the outcome says what would be.
final class IpxeScript {

    /// What the script comes to, and after which time of sleeping.
    sealed interface Outcome {
        record Boot(Stage.Kernel kernel) implements Outcome {}

        record LocalDisk() implements Outcome {}

        record Chain(String url, Duration slept) implements Outcome {}
    }

    private static final int MOST_STEPS = 1000;
    private static final Pattern SETTING =
            Pattern.compile("\\$\\{([a-z0-9/]+)(?::([a-z0-9]+))?\\}");

    private final List<String> lines;
    private final Map<String, String> settings;
    private final List<String> files = new ArrayList<>();
    private List<String> arguments = List.of();
    private Duration slept = Duration.ZERO;
    private int line;
    private Optional<Outcome> outcome = Optional.empty();

    private IpxeScript(List<String> lines, Map<String, String> settings) {
        this.lines = lines;
        this.settings = settings;
    }

    static Outcome run(String text, Map<String, String> settings) throws IOException {
        List<String> lines = text.lines().map(String::strip).toList();
        if (lines.isEmpty() || !lines.getFirst().startsWith("#!ipxe")) {
            throw new IOException("iPXE: the script does not start with #!ipxe");
        }
        return new IpxeScript(lines, settings).run();
    }

    /// `${name}` and `${name:format}` with their values; unset ones are empty.
    static String expand(String text, Map<String, String> settings) {
        Matcher matcher = SETTING.matcher(text);
        return matcher.replaceAll(match ->
                Matcher.quoteReplacement(
                        formatted(settings.getOrDefault(match.group(1), ""), match.group(2))));
    }

    private static String formatted(String value, @Nullable String format) {
        return "uristring".equals(format)
                ? URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20")
                : value;
    }

    private Outcome run() throws IOException {
        for (int steps = 0; steps < MOST_STEPS; steps++) {
            if (line >= lines.size()) {
                return new Outcome.LocalDisk(); // the end of a script goes back to the firmware
            }
            String command = lines.get(line++);
            if (command.isEmpty() || command.startsWith("#") || command.startsWith(":")) {
                continue;
            }
            if (!succeeds(command) && outcome.isEmpty()) {
                return new Outcome.LocalDisk(); // a failure ends it as well
            }
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        throw new IOException("iPXE: the script has no end");
    }

    /// A line of commands joined by `&&` and `||`, which iPXE evaluates from left to right.
    private boolean succeeds(String text) throws IOException {
        boolean status = true;
        boolean due = true;
        List<String> words = new ArrayList<>();
        for (String word : (expand(text, settings) + " ;").split(" +", -1)) {
            switch (word) {
                case "&&", "||", ";" -> {
                    if (due && outcome.isEmpty()) {
                        status = words.isEmpty() || command(List.copyOf(words));
                    }
                    due = word.equals("&&") ? status : !status;
                    words.clear();
                }
                default -> words.add(word);
            }
        }
        return status;
    }

    private boolean command(List<String> words) throws IOException {
        List<String> operands = words.stream().skip(1).filter(w -> !w.startsWith("--")).toList();
        String first = operands.isEmpty() ? "" : operands.getFirst();
        return switch (words.getFirst()) {
            case "echo", "dhcp", "set", "imgfree", "shim" -> true;
            case "iseq" -> operands.size() == 2 && first.equals(operands.get(1));
            case "isset" -> !first.isEmpty();
            case "sleep" -> {
                slept = slept.plusSeconds(Long.parseLong(first));
                yield true;
            }
            case "goto" -> jump(first);
            case "kernel" -> {
                files.add(first);
                arguments = operands;
                yield true;
            }
            case "initrd" -> files.add(operands.getLast());
            case "boot" -> boot();
            case "chain" -> end(new Outcome.Chain(first, slept));
            case "sanboot", "exit" -> end(new Outcome.LocalDisk());
            default -> throw new IOException("iPXE: " + words.getFirst() + ": command not found");
        };
    }

    private boolean jump(String label) throws IOException {
        int target = lines.indexOf(":" + label);
        if (target < 0) {
            throw new IOException("iPXE: goto " + label + ": no such label");
        }
        line = target;
        return true;
    }

    private boolean boot() throws IOException {
        Optional<String> inspect = argument("bringup.inspect=");
        if (inspect.isPresent()) {
            return end(new Outcome.Boot(new Stage.Installer(files, "", inspect.get())));
        }
        Optional<String> report = argument("bringup.report=");
        Optional<String> config = argument("bringup.config=");
        if (report.isPresent() && config.isPresent()) {
            return end(new Outcome.Boot(new Stage.Installer(files, config.get(), report.get())));
        }
        Optional<Disk.Seed> seed =
                argument("ds=nocloud-net;s=")
                        .map(url -> new Disk.Seed(url, Payload.Kind.CLOUD_INIT))
                        .or(() ->
                                argument("ignition.config.url=")
                                        .map(url -> url.substring(0, url.lastIndexOf('/') + 1))
                                        .map(url -> new Disk.Seed(url, Payload.Kind.IGNITION)))
                        .or(() -> config.map(url -> new Disk.Seed(url, Payload.Kind.SCRIPT)));
        return end(
                new Outcome.Boot(
                        new Stage.Live(
                                files,
                                seed.orElseThrow(() ->
                                        new IOException(
                                                "kernel: nothing says where the payload is")))));
    }

    private Optional<String> argument(String name) {
        return arguments.stream()
                .filter(word -> word.startsWith(name))
                .map(word -> word.substring(name.length()))
                .findFirst();
    }

    private boolean end(Outcome end) {
        outcome = Optional.of(end);
        return true;
    }
}
