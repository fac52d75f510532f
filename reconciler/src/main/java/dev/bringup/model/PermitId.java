package dev.bringup.model;

/// The unguessable part of the URLs of one installation.
public record PermitId(String text) {

    public PermitId {
        if (!text.matches("[0-9a-z]{8,64}")) {
            throw new IllegalArgumentException("'" + text + "' is not a permit");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
