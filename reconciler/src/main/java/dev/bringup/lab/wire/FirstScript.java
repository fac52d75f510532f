package dev.bringup.lab.wire;

import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.wire.FirstBoot.Lack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The part of a script that a machine of the rack acts on: `cat > FILE <<WORD`, the host name, and
/// the calls that say that it is up and that it wants to join.
record FirstScript(String text) {

    Disk.Personality read() throws Lack {
        if (!text.startsWith("#!")) {
            throw new Lack("does not start with #!");
        }
        HereDocuments parts = HereDocuments.of(text);
        Map<String, String> files = parts.files();
        String shell = parts.shell();
        Optional<String> hostname =
                words(shell, "hostnamectl")
                        .or(() -> Optional.ofNullable(files.get("/etc/hostname")))
                        .map(String::strip);
        if (hostname.isEmpty()) {
            throw new Lack("sets no host name");
        }
        String hostKey = files.get(SystemFiles.HOST_KEY);
        if (hostKey == null) {
            throw new Lack("writes no " + SystemFiles.HOST_KEY);
        }
        List<String> keys = new ArrayList<>();
        files.forEach((path, content) -> {
            if (path.endsWith("/authorized_keys")) {
                keys.addAll(content.lines().toList());
            }
        });
        return new SystemFiles(files, shell)
                .personality(hostname.get(), hostKey, keys, Optional.empty());
    }

    /// The last word of a command.
    private static Optional<String> words(String shell, String command) {
        return ShellWords.commands(shell).stream()
                .filter(words -> words.contains(command) && words.size() > 2)
                .map(List::getLast)
                .findFirst();
    }
}
