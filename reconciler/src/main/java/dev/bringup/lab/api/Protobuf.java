package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/// Reads the few bodies that kubectl since 1.32 sends as protobuf even though it would accept JSON
/// back: evictions, delete options, approvals, and what `kubectl create KIND` makes.
final class Protobuf {

    static final String TYPE = "application/vnd.kubernetes.protobuf";

    /// Every body begins so, then follows a `runtime.Unknown`.
    private static final byte[] MAGIC = {'k', '8', 's', 0};

    private static final int VARINT = 0;
    private static final int BYTES = 2;

    private sealed interface Field {}

    private enum Shape {
        TEXT,
        NUMBER,
        FLAG,
        TIME,
        NUMBER_OR_TEXT,
        TEXTS,
        TEXT_MAP,
        BASE64,
        BYTES_MAP
    }

    private record Leaf(String name, Shape shape) implements Field {}

    private record Message(String name, Map<Integer, Field> fields) implements Field {}

    private record Messages(String name, Map<Integer, Field> fields) implements Field {}

    private static final Map<Integer, Field> METADATA =
            Map.of(
                    1, new Leaf("name", Shape.TEXT),
                    2, new Leaf("generateName", Shape.TEXT),
                    3, new Leaf("namespace", Shape.TEXT),
                    5, new Leaf("uid", Shape.TEXT),
                    6, new Leaf("resourceVersion", Shape.TEXT),
                    8, new Leaf("creationTimestamp", Shape.TIME),
                    11, new Leaf("labels", Shape.TEXT_MAP),
                    12, new Leaf("annotations", Shape.TEXT_MAP),
                    14, new Leaf("finalizers", Shape.TEXTS));

    private static final Message META = new Message("metadata", METADATA);

    private static final Map<Integer, Field> DELETE_OPTIONS =
            Map.of(
                    1, new Leaf("gracePeriodSeconds", Shape.NUMBER),
                    2,
                            new Message(
                                    "preconditions",
                                    Map.of(
                                            1, new Leaf("uid", Shape.TEXT),
                                            2, new Leaf("resourceVersion", Shape.TEXT))),
                    3, new Leaf("orphanDependents", Shape.FLAG),
                    4, new Leaf("propagationPolicy", Shape.TEXT),
                    5, new Leaf("dryRun", Shape.TEXTS));

    private static final Map<Integer, Field> TOKEN =
            Map.of(
                    1, new Leaf("audiences", Shape.TEXTS),
                    4, new Leaf("expirationSeconds", Shape.NUMBER));

    private static final Map<Integer, Field> BUDGET =
            Map.of(
                    1, new Leaf("minAvailable", Shape.NUMBER_OR_TEXT),
                    2, new Message("selector", Map.of(1, new Leaf("matchLabels", Shape.TEXT_MAP))),
                    3, new Leaf("maxUnavailable", Shape.NUMBER_OR_TEXT));

    private static final Map<Integer, Field> CONDITION =
            Map.of(
                    1, new Leaf("type", Shape.TEXT),
                    2, new Leaf("reason", Shape.TEXT),
                    3, new Leaf("message", Shape.TEXT),
                    4, new Leaf("lastUpdateTime", Shape.TIME),
                    5, new Leaf("lastTransitionTime", Shape.TIME),
                    6, new Leaf("status", Shape.TEXT));

    private static final Map<Integer, Field> REQUEST =
            Map.of(
                    1, new Leaf("request", Shape.BASE64),
                    2, new Leaf("username", Shape.TEXT),
                    4, new Leaf("groups", Shape.TEXTS),
                    5, new Leaf("usages", Shape.TEXTS),
                    7, new Leaf("signerName", Shape.TEXT));

    private static final Map<String, Map<Integer, Field>> KINDS =
            Map.of(
                    "DeleteOptions",
                    DELETE_OPTIONS,
                    "Eviction",
                    Map.of(1, META, 2, new Message("deleteOptions", DELETE_OPTIONS)),
                    "ConfigMap",
                    Map.of(
                            1, META,
                            2, new Leaf("data", Shape.TEXT_MAP),
                            3, new Leaf("binaryData", Shape.BYTES_MAP),
                            4, new Leaf("immutable", Shape.FLAG)),
                    "Secret",
                    Map.of(
                            1, META,
                            2, new Leaf("data", Shape.BYTES_MAP),
                            3, new Leaf("type", Shape.TEXT),
                            4, new Leaf("stringData", Shape.TEXT_MAP),
                            5, new Leaf("immutable", Shape.FLAG)),
                    "Namespace",
                    Map.of(1, META),
                    "ServiceAccount",
                    Map.of(1, META),
                    "CertificateSigningRequest",
                    Map.of(
                            1,
                            META,
                            2,
                            new Message("spec", REQUEST),
                            3,
                            new Message(
                                    "status",
                                    Map.of(
                                            1, new Messages("conditions", CONDITION),
                                            2, new Leaf("certificate", Shape.BASE64)))),
                    "PodDisruptionBudget",
                    Map.of(1, META, 2, new Message("spec", BUDGET)),
                    "TokenRequest",
                    Map.of(1, META, 2, new Message("spec", TOKEN)));

    private Protobuf() {}

    static ObjectNode read(byte[] body) {
        ByteBuffer bytes = ByteBuffer.wrap(body);
        try {
            if (bytes.remaining() < MAGIC.length
                    || !take(bytes, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
                throw Problem.badRequest("the body is not Kubernetes' protobuf");
            }
            return envelope(bytes);
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw Problem.badRequest("the protobuf body ends too early");
        }
    }

    private static ObjectNode envelope(ByteBuffer bytes) {
        Map<Integer, Field> unknown =
                Map.of(
                        1,
                        new Message(
                                "type",
                                Map.of(
                                        1, new Leaf("apiVersion", Shape.TEXT),
                                        2, new Leaf("kind", Shape.TEXT))));
        ObjectNode type = message(bytes.duplicate(), unknown);
        String kind = Json.text(type, "type", "kind");
        Map<Integer, Field> fields =
                Optional.ofNullable(KINDS.get(kind))
                        .orElseThrow(() -> Problem.unsupportedMedia(TYPE + " of a " + kind));
        ObjectNode raw = message(bytes, Map.of(2, new Message("raw", fields)));
        ObjectNode object = Json.child(raw, "raw");
        object.put("apiVersion", Json.text(type, "type", "apiVersion"));
        return object.put("kind", kind);
    }

    private static ObjectNode message(ByteBuffer bytes, Map<Integer, Field> fields) {
        ObjectNode object = Json.object();
        while (bytes.hasRemaining()) {
            long tag = varint(bytes);
            Optional<Field> field = Optional.ofNullable(fields.get((int) (tag >>> 3)));
            switch ((int) (tag & 7)) {
                case VARINT -> {
                    long value = varint(bytes);
                    field.ifPresent(f -> number(object, f, value));
                }
                case BYTES -> {
                    ByteBuffer value = take(bytes, (int) varint(bytes));
                    field.ifPresent(f -> set(object, f, value));
                }
                default -> throw Problem.badRequest("unknown wire type in the protobuf body");
            }
        }
        return object;
    }

    private static void number(ObjectNode object, Field field, long value) {
        if (field instanceof Leaf(String name, Shape shape)) {
            if (shape == Shape.FLAG) {
                object.put(name, value != 0);
            } else {
                object.put(name, value);
            }
        }
    }

    private static void set(ObjectNode object, Field field, ByteBuffer value) {
        switch (field) {
            case Message(String name, Map<Integer, Field> fields) ->
                    object.set(name, message(value, fields));
            case Messages(String name, Map<Integer, Field> fields) ->
                    list(object, name).add(message(value, fields));
            case Leaf(String name, Shape shape) -> {
                switch (shape) {
                    case TEXT, NUMBER, FLAG -> putText(object, name, text(value));
                    case TIME -> time(value).ifPresent(t -> object.put(name, t.toString()));
                    case NUMBER_OR_TEXT -> numberOrText(object, name, value);
                    case TEXTS -> list(object, name).add(text(value));
                    case BASE64 -> object.put(name, base64(value));
                    case TEXT_MAP -> {
                        ByteBuffer[] entry = entry(value);
                        Json.child(object, name).put(text(entry[0]), text(entry[1]));
                    }
                    case BYTES_MAP -> {
                        ByteBuffer[] entry = entry(value);
                        Json.child(object, name).put(text(entry[0]), base64(entry[1]));
                    }
                }
            }
        }
    }

    private static ArrayNode list(ObjectNode object, String name) {
        return object.get(name) instanceof ArrayNode list ? list : object.putArray(name);
    }

    private static String base64(ByteBuffer bytes) {
        byte[] plain = new byte[bytes.remaining()];
        bytes.get(plain);
        return Base64.getEncoder().encodeToString(plain);
    }

    /// Go writes empty strings; to us they are absent.
    private static void putText(ObjectNode object, String name, String text) {
        if (!text.isEmpty()) {
            object.put(name, text);
        }
    }

    private static Optional<Instant> time(ByteBuffer bytes) {
        ObjectNode time = message(bytes, Map.of(1, new Leaf("seconds", Shape.NUMBER)));
        return time.has("seconds")
                ? Optional.of(Instant.ofEpochSecond(time.path("seconds").asLong()))
                : Optional.empty();
    }

    private static void numberOrText(ObjectNode object, String name, ByteBuffer bytes) {
        ObjectNode either =
                message(
                        bytes,
                        Map.of(
                                1, new Leaf("isText", Shape.FLAG),
                                2, new Leaf("number", Shape.NUMBER),
                                3, new Leaf("text", Shape.TEXT)));
        object.set(
                name,
                either.path("isText").asBoolean() ? either.path("text") : either.path("number"));
    }

    private static ByteBuffer[] entry(ByteBuffer bytes) {
        ByteBuffer[] entry = {ByteBuffer.allocate(0), ByteBuffer.allocate(0)};
        while (bytes.hasRemaining()) {
            int number = (int) (varint(bytes) >>> 3);
            entry[number == 1 ? 0 : 1] = take(bytes, (int) varint(bytes));
        }
        return entry;
    }

    private static ByteBuffer take(ByteBuffer bytes, int length) {
        ByteBuffer taken = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return taken;
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = bytes.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw Problem.badRequest("a number in the protobuf body has no end");
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
