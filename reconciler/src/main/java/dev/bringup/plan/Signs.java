package dev.bringup.plan;

/// The signs of life on the network that decide something; all others are only shown.
public final class Signs {

    /// iPXE waits for our word.
    public static final String AT_OUR_DOOR = "iPXE";

    /// It asks with a permit that is not open.
    public static final String OLD_PERMIT = "old permit";

    private Signs() {}
}
