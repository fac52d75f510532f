package dev.bringup.lab.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `sha256sum` and `etcdutl snapshot restore`, as a join script calls them before `kubeadm init`.
final class Restoring {

    private static final Pattern CHECKED =
            Pattern.compile("echo '([0-9a-f]{64})  (\\S+)' \\| sha256sum -c");

    private Restoring() {}

    /// What etcd begins with; an [IOException] says why there is nothing of that.
    static Optional<String> snapshot(String shell, Map<String, String> files) throws IOException {
        Matcher checked = CHECKED.matcher(shell);
        if (checked.find() && !digest(files.get(checked.group(2))).equals(checked.group(1))) {
            throw new IOException("sha256sum: " + checked.group(2) + ": FAILED");
        }
        for (List<String> words : ShellWords.commands(shell)) {
            int at = words.indexOf("etcdutl");
            boolean restores =
                    at >= 0
                            && at + 3 < words.size()
                            && words.subList(at + 1, at + 3).equals(List.of("snapshot", "restore"));
            if (restores) {
                String path = words.get(at + 3);
                String content = files.get(path);
                if (content == null) {
                    throw new IOException("etcdutl: there is no " + path);
                }
                if (!shell.contains("DirAvailable--var-lib-etcd")) {
                    throw new IOException("kubeadm init: /var/lib/etcd is not empty");
                }
                return Optional.of(content);
            }
        }
        return Optional.empty();
    }

    private static String digest(@Nullable String content) {
        if (content == null) {
            return "";
        }
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
