package dev.bringup.lab.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.lab.machine.Disk;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Finds in shell text what makes an installed system ask to join: a `curl` that sends a nonce to a
/// URL that ends in `/join`.
final class JoinCommands {

    private JoinCommands() {}

    static Optional<Disk.JoinCall> find(String shell) {
        for (List<String> words : ShellWords.commands(shell)) {
            Optional<Disk.JoinCall> call = call(words);
            if (call.isPresent()) {
                return call;
            }
        }
        return Optional.empty();
    }

    private static Optional<Disk.JoinCall> call(List<String> words) {
        if (!words.contains("curl") && !words.contains("/usr/bin/curl")) {
            return Optional.empty();
        }
        Optional<String> url =
                words.stream().filter(w -> w.startsWith("http") && w.endsWith("/join")).findFirst();
        return url.flatMap(u -> nonce(words).map(n -> new Disk.JoinCall(u, n)));
    }

    private static Optional<String> nonce(List<String> words) {
        for (String word : words) {
            String text = word.replaceFirst("^--?[a-z-]+=", "");
            if (!text.startsWith("{")) {
                continue;
            }
            try {
                JsonNode json = MarkerJson.parse(text);
                return Optional.of(MarkerJson.text(json, "nonce"));
            } catch (IOException _) {
                // Another argument may be it.
            }
        }
        return Optional.empty();
    }

    /// The URL of a `curl` that says that the system is up, for payloads without `phone_home`.
    static Optional<String> phoneHome(String shell) {
        return ShellWords.commands(shell).stream()
                .filter(words -> words.contains("curl") || words.contains("/usr/bin/curl"))
                .flatMap(List::stream)
                .filter(w -> w.startsWith("http") && w.endsWith("/up"))
                .findFirst();
    }
}
