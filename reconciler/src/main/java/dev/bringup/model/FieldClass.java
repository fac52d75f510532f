package dev.bringup.model;

/// What a change of a field costs the machine that it is for.
public enum FieldClass {
    LIVE("applied while the machine serves"),
    REBOOT("one reboot"),
    REIMAGE("the disk is written again"),
    IDENTITY("another machine under the same name");

    private final String text;

    FieldClass(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
