package dev.bringup.cli;

/// Exit codes, the same for every command.
public final class Exit {

    public static final int FINE = 0;
    public static final int NOT_THERE_YET = 1;
    public static final int WRONG_INPUT = 2;
    public static final int WORLD_UNREACHABLE = 3;

    private Exit() {}
}
