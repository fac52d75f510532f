package dev.bringup.store;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.bringup.model.Attempt;
import dev.bringup.model.Direction;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import dev.bringup.port.Entry;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.model.Image;
import java.util.List;

/// Journal entries as JSON. The model knows nothing of it: what is sealed gets its record's name as
/// a tag, from here.
final class EntryJson {

    /// Each record of these is written with its simple name, so renaming one is a migration.
    private static final List<Class<?>> SEALED =
            List.of(
                    Entry.class,
                    Direction.class,
                    Attempt.Goal.class,
                    Image.Boot.class,
                    Rung.class,
                    SecretRef.class);

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    private interface Tagged {}

    private static final ObjectMapper JSON = mapper();

    private static final List<String> FILE = List.of("url", "digest");

    private EntryJson() {}

    private static ObjectMapper mapper() {
        JsonMapper.Builder builder =
                JsonMapper.builder()
                        .addModule(new Jdk8Module())
                        .addModule(new JavaTimeModule())
                        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                        .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                        // A newer program may have written more; what it added is not ours to
                        // judge.
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        for (Class<?> sealed : SEALED) {
            builder.addMixIn(sealed, Tagged.class);
            for (Class<?> permitted : sealed.getPermittedSubclasses()) {
                builder.registerSubtypes(
                        new com.fasterxml.jackson.databind.jsontype.NamedType(
                                permitted, permitted.getSimpleName()));
            }
        }
        return builder.build();
    }

    static String write(Entry entry) {
        try {
            return JSON.writerFor(Entry.class).writeValueAsString(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an entry that cannot be written: " + entry, e);
        }
    }

    static Entry read(String text) throws JsonProcessingException {
        JsonNode tree = JSON.readTree(text);
        tree.findValues("image").forEach(EntryJson::lift);
        return JSON.treeToValue(tree, Entry.class);
    }

    /// Before images could run from memory, an image was its disk.
    private static void lift(JsonNode image) {
        if (image instanceof ObjectNode old && old.has("url") && !old.has("boot")) {
            ObjectNode boot = old.putObject("boot").put("is", "Disk");
            boot.set("file", JSON.createObjectNode().setAll(old.deepCopy().retain(FILE)));
            boot.set("format", old.path("format"));
        }
    }
}
