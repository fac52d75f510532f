package dev.bringup.notify;

/// A way to one receiver. It takes its time, and gives up by itself.
interface Channel extends AutoCloseable {

    /// `text` is the letter in the receiver's words.
    Delivery send(Letter letter, String text) throws InterruptedException;

    @Override
    default void close() {}
}
