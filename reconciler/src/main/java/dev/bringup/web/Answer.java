package dev.bringup.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What a request gets.
sealed interface Answer {

    /// `type` is the media type; `keep` says whether a browser may keep it.
    record Body(int status, String type, String text, Keep keep) implements Answer {}

    /// Saved by whoever asked for it, under this name.
    record Download(String type, String name, ByteBuffer bytes) implements Answer {}

    /// Events from this id on, for as long as the client listens.
    record Stream(long after) implements Answer {}

    enum Keep {
        /// Changes from look to look.
        NOTHING,
        /// Belongs to this build: kept, and asked for again each time.
        UNTIL_ASKED
    }

    static Body json(int status, String json) {
        return new Body(status, "application/json", json, Keep.NOTHING);
    }

    static Body json(String json) {
        return new Body(200, "application/json", json, Keep.NOTHING);
    }

    static Body text(int status, String text) {
        return new Body(status, "text/plain; charset=utf-8", text + "\n", Keep.NOTHING);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
