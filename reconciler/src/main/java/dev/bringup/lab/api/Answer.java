package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.JsonNode;

/// What the wire sends back.
sealed interface Answer {

    record Body(int code, JsonNode json) implements Answer {}

    record Plain(String text) implements Answer {}

    record Stream(Watch watch) implements Answer {}

    static Answer ok(JsonNode json) {
        return new Body(200, json);
    }
}
