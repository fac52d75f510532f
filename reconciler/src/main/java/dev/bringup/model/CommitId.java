package dev.bringup.model;

import java.util.regex.Pattern;

/// The full hash of a Git commit.
public record CommitId(String hex) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");

    public CommitId {
        if (!FORM.matcher(hex).matches()) {
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
