package dev.bringup.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import dev.bringup.model.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/// The filters that payloads need: values into JSON and YAML, text into blocks and base64. Keys of
/// maps are sorted where their order means nothing, because the order is part of a fingerprint.
record Filters(String getName, BiFunction<Object, String[], Object> work) implements Filter {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private static final int USUAL_INDENT = 4;

    static final List<Filter> ALL =
            List.of(
                    new Filters("to_json", (value, _) -> json(value)),
                    new Filters("tojson", (value, _) -> json(value)),
                    new Filters("to_yaml", (value, _) -> yaml(value)),
                    new Filters("toyaml", (value, _) -> yaml(value)),
                    new Filters("indent", Filters::indent),
                    new Filters("b64", (value, _) -> b64(value)),
                    new Filters("gzip", (value, _) -> new Bytes(Gzip.of(bytes("gzip", value)))),
                    new Filters("sha512crypt", Filters::sha512crypt));

    @Override
    public @Nullable Object filter(
            @Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
        return value == null ? null : work.apply(value, arguments);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this has no form in JSON", e);
        }
    }

    private static String yaml(Object value) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(Integer.MAX_VALUE);
        return new Yaml(options).dump(JSON.convertValue(value, Object.class)).stripTrailing();
    }

    /// As in Jinja: every line but the first, which stands where the expression stands.
    private static String indent(Object value, String[] arguments) {
        String asked = arguments.length > 0 ? arguments[0] : String.valueOf(USUAL_INDENT);
        if (!asked.matches("[0-9]{1,2}")) {
            throw new IllegalArgumentException("indent needs a number of spaces, as in indent(4)");
        }
        String spaces = " ".repeat(Integer.parseInt(asked));
        return value.toString().replaceAll("\n(?!\n|\\z)", "\n" + spaces);
    }

    private static String b64(Object value) {
        return Base64.getEncoder().encodeToString(bytes("b64", value));
    }

    private static String sha512crypt(Object value, String[] arguments) {
        String password = new String(bytes("sha512crypt", value), StandardCharsets.UTF_8);
        return arguments.length == 0
                ? Sha512Crypt.of(password)
                : Sha512Crypt.of(password, arguments[0]);
    }

    /// A placeholder is filled in when a machine fetches the file; encoded before, it would never
    /// be found again.
    private static byte[] bytes(String filter, Object value) {
        if (value instanceof Bytes bytes) {
            return bytes.content();
        }
        String text = value.toString();
        Matcher hole = Payload.HOLE.matcher(text);
        if (hole.find()) {
            String name = hole.group().replace("%%", "").replaceFirst("^secret", "variables");
            throw new IllegalArgumentException(
                    filter
                            + " cannot encode "
                            + name
                            + ", which has no value before a machine fetches the file");
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// What `gzip` gives. It has no form as text, so it can only go on into `b64`.
    static final class Bytes {

        private final byte[] content;

        private Bytes(byte[] content) {
            this.content = content;
        }

        private byte[] content() {
            return content;
        }

        @Override
        public String toString() {
            throw new IllegalArgumentException("gzip gives bytes; write gzip | b64");
        }
    }
}
