package dev.bringup.model;

import java.util.regex.Pattern;

/// The unguessable part of the URLs of one installation.
public record PermitId(String text) {

    private static final Pattern FORM = Pattern.compile("[0-9a-z]{8,64}");

    public PermitId {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a permit");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
