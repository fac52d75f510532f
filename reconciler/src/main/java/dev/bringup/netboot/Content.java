package dev.bringup.netboot;

import java.io.Closeable;

/// The bytes of a file on their way to somebody.
interface Content extends Closeable {

    long size();

    String etag();

    /// What Netty is handed to send this part, which is the last that is asked for.
    Object part(long from, long length);
}
