package dev.bringup.app;

/// One thing that was looked at. `remedy` is what to do about it, and empty where nothing is.
public record Finding(State state, String about, String sentence, String remedy) {

    public enum State {
        FINE,
        /// It works, and not as well as it could.
        WARNING,
        /// Something will not work.
        BROKEN
    }

    static Finding fine(String about, String sentence) {
        return new Finding(State.FINE, about, sentence, "");
    }

    static Finding warning(String about, String sentence, String remedy) {
        return new Finding(State.WARNING, about, sentence, remedy);
    }

    static Finding broken(String about, String sentence, String remedy) {
        return new Finding(State.BROKEN, about, sentence, remedy);
    }
}
