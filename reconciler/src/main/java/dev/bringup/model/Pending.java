package dev.bringup.model;

/// So many pods wait because no Node has room for them.
public record Pending(int pods) {

    @Override
    public String toString() {
        return pods == 1 ? "1 pod finds no place" : pods + " pods find no place";
    }
}
