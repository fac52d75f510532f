package dev.bringup.lab.wire;

import java.util.Map;

/// What a unit answers to a request, as one of its faces.
interface PduPages {

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
