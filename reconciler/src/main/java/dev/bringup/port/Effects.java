package dev.bringup.port;

/// Starts effects and returns at once; what comes of them arrives as a [Message].
public interface Effects {
    void start(Effect effect);
}
