package dev.bringup.model;

/// The full hash of a Git commit.
public record CommitId(String hex) {

    public CommitId {
        if (!hex.matches("[0-9a-f]{40}([0-9a-f]{24})?")) {
            throw new IllegalArgumentException("'" + hex + "' is not a commit hash");
        }
    }

    public String brief() {
        return hex.substring(0, 8);
    }

    @Override
    public String toString() {
        return hex;
    }
}
