package dev.bringup.app;

import dev.bringup.cli.Commands;

/// Where it starts.
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        Shutdown shutdown = new Shutdown();
        int code = Commands.execute(new Product(shutdown), System.getenv(), args);
        shutdown.ended(code);
        System.exit(code);
    }
}
