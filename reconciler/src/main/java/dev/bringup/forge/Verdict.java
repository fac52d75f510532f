package dev.bringup.forge;

/// What is said of a proposal: in a word, in one line, and as the comment.
public record Verdict(State state, String line, String markdown) {

    public enum State {
        PENDING,
        SUCCESS,
        FAILURE
    }
}
