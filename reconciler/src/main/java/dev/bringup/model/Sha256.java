package dev.bringup.model;

import java.util.regex.Pattern;

/// A SHA-256 digest in lower-case hex.
public record Sha256(String hex) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    public Sha256 {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("'" + hex + "' is not a SHA-256 digest");
        }
    }

    @Override
    public String toString() {
        return hex;
    }
}
