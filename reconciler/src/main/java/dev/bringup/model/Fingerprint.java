package dev.bringup.model;

import java.util.regex.Pattern;

/// Digest of everything that makes one installation differ from another. The algorithm's version is
/// its first part: `v1:` and 64 hex digits.
public record Fingerprint(String text) {

    private static final Pattern FORM = Pattern.compile("v[0-9]+:[0-9a-f]{64}");

    public Fingerprint {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a fingerprint");
        }
    }

    public String brief() {
        return text.substring(0, text.indexOf(':') + 9);
    }

    @Override
    public String toString() {
        return text;
    }
}
