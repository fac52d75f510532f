package dev.bringup.port;

import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import java.util.function.Consumer;

/// Where the netboot stack takes the questions of booting machines.
public interface BootDesk {

    /// Never blocks; `reply` is called once, on another thread.
    void ask(BootRequest request, Consumer<BootAnswer> reply);
}
