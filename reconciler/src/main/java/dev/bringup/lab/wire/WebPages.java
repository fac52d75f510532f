package dev.bringup.lab.wire;

import java.util.Map;

/// What a small web server of the rack answers to a request: a unit of outlets, or a BMC.
interface WebPages {

    /// Header names are in lower case.
    record Request(String method, String target, Map<String, String> headers, String body) {

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    record Reply(int status, Map<String, String> headers, String body) {

        static Reply page(String body) {
            return new Reply(200, Map.of("Content-Type", "text/html"), body);
        }

        static Reply bare(int status) {
            return new Reply(status, Map.of(), "");
        }
    }

    Reply answer(Request request);
}
