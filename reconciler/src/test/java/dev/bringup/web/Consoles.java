package dev.bringup.web;

import dev.bringup.query.Board;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;

/// Consoles on a port of their own that have no metrics and hide nothing.
public final class Consoles {

    private Consoles() {}

    public static Console open(Board board, Posts posts, InstantSource clock) throws IOException {
        return Console.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                board,
                posts,
                () -> "",
                text -> text,
                clock);
    }
}
