package dev.bringup.secrets;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/// Hides what must not be shown. It knows every secret that was ever read, and takes it out of any
/// text on its way to a log, a person or a browser.
public final class Mask {

    private static final String HIDDEN = "***";

    /// A shorter one stands in too many other words.
    private static final int SHORTEST = 4;

    /// Longest first, so that a secret within another leaves nothing behind.
    private final Set<String> known =
            new ConcurrentSkipListSet<>(
                    Comparator.comparingInt(String::length).reversed().thenComparing(s -> s));

    /// Also its parts: `user:password` hides the password alone, but never the user.
    public void learn(String secret) {
        add(secret);
        secret.lines().forEach(this::add);
        add(secret.substring(secret.indexOf(':') + 1));
    }

    private void add(String secret) {
        String inner = secret.strip();
        if (inner.length() >= SHORTEST) {
            known.add(inner);
            known.add(inner.replace("\\", "\\\\").replace("\"", "\\\""));
        }
    }

    public String hide(String text) {
        String shown = text;
        for (String secret : known) {
            shown = shown.replace(secret, HIDDEN);
        }
        return shown;
    }
}
