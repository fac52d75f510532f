package dev.bringup.model;

import java.util.regex.Pattern;

/// The name of a machine, of its file's `metadata.name`, its host and its Node: a DNS label.
public record MachineId(String name) implements Comparable<MachineId> {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    public MachineId {
        if (!LABEL.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is not a DNS label");
        }
    }

    @Override
    public int compareTo(MachineId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
