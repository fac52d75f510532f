package dev.bringup.model;

/// A SHA-256 digest in lower-case hex.
public record Sha256(String hex) {

    public Sha256 {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("'" + hex + "' is not a SHA-256 digest");
        }
    }

    @Override
    public String toString() {
        return hex;
    }
}
