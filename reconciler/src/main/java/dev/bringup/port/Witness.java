package dev.bringup.port;

/// Is told what happened, for metrics, logs and the console. It never answers back.
public interface Witness {

    void noted(Note note);

    void published(Status status);
}
