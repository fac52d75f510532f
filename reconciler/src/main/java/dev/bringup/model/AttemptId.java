package dev.bringup.model;

/// Names one attempt in the journal, in markers and on Nodes.
public record AttemptId(String text) {
    @Override
    public String toString() {
        return text;
    }
}
