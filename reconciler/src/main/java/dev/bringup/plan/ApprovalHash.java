package dev.bringup.plan;

import dev.bringup.model.Approval;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.stream.Collectors;

/// The name of a list of destructive steps, whatever order it is in.
public final class ApprovalHash {

    private ApprovalHash() {}

    /// `sha256:` and the digest of one line per step, `machine from to`, sorted.
    public static String of(Collection<Approval.Step> steps) {
        String lines =
                steps.stream()
                        .map(s -> s.machine() + " " + s.from() + " " + s.to() + "\n")
                        .sorted()
                        .distinct()
                        .collect(Collectors.joining());
        byte[] digest = sha256().digest(lines.getBytes(StandardCharsets.UTF_8));
        return "sha256:" + HexFormat.of().formatHex(digest);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
