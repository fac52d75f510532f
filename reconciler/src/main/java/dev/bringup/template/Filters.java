package dev.bringup.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.BiFunction;
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
                    new Filters("b64", (value, _) -> b64(value)));

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
        int width = arguments.length > 0 ? Integer.parseInt(arguments[0]) : USUAL_INDENT;
        return value.toString().replaceAll("\n(?!\n|\\z)", "\n" + " ".repeat(width));
    }

    private static String b64(Object value) {
        return Base64.getEncoder()
                .encodeToString(value.toString().getBytes(StandardCharsets.UTF_8));
    }
}
