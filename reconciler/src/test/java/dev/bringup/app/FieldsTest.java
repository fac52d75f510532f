package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.Fleet;
import dev.bringup.app.FieldRows.Row;
import dev.bringup.app.FieldRows.Shows;
import dev.bringup.git.Look;
import dev.bringup.git.Worktree;
import dev.bringup.manifest.Declared;
import dev.bringup.manifest.Manifests;
import dev.bringup.manifest.Reference;
import dev.bringup.manifest.Targets;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineSpec;
import dev.bringup.netboot.Here;
import dev.bringup.netboot.Preview;
import dev.bringup.plan.Changes;
import dev.bringup.plan.Foresight;
import dev.bringup.plan.Pace;
import dev.bringup.plan.Settled;
import dev.bringup.template.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every field of the state language does something: a change of it alone shows where its row says.
class FieldsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Row> rows() {
        return FieldRows.all();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aChangeOfTheFieldAloneShows(Row row) throws IOException {
        SortedMap<String, byte[]> before = FieldFiles.all();
        SortedMap<String, byte[]> after = edited(before, row);
        switch (row.shows()) {
            case Shows.Only() -> assertEquals(1, choices(row.field()).size(), row.field());
            case Shows.Planned(String line) -> planned(row, line, before, after);
            case Shows.Told(String code) -> {
                assertTrue(!problems(before).contains(code), () -> problems(before));
                assertTrue(problems(after).contains(code), () -> problems(after));
            }
            case Shows.Seen(String what, String text) -> {
                dump(before);
                dump(after);
                assertTrue(!shown(before, what).contains(text), () -> shown(before, what));
                assertTrue(shown(after, what).contains(text), () -> shown(after, what));
            }
            case Shows.Rendered(String target, String text) -> {
                assertTrue(!rendered(before, target).contains(text));
                assertTrue(rendered(after, target).contains(text));
            }
            case Shows.Foreseen(String cause) ->
                    assertNotEquals(forecast(before, cause), forecast(after, cause));
            case Shows.Judged(String test, String text) -> {
                assertNotEquals(asked(before), asked(after));
                assertTrue(source(test).contains(text), test);
            }
        }
    }

    private static SortedMap<String, byte[]> edited(SortedMap<String, byte[]> files, Row row) {
        SortedMap<String, byte[]> edited = new TreeMap<>(files);
        String text = FieldFiles.text(files, row.file());
        assertTrue(text.contains(row.from()), text);
        int at = text.indexOf(row.from());
        FieldFiles.put(
                edited,
                row.file(),
                text.substring(0, at) + row.to() + text.substring(at + row.from().length()));
        return edited;
    }

    /// The class that the schema names is the one that the plan prints.
    private static void planned(
            Row row,
            String line,
            SortedMap<String, byte[]> before,
            SortedMap<String, byte[]> after) {
        List<String> lines = new ArrayList<>();
        Changes.between(desired(before), desired(after))
                .values()
                .forEach(changes -> changes.forEach(c -> lines.add(c.kind() + " " + c.where())));

        assertTrue(lines.contains(line), lines::toString);
        assertEquals(
                line.substring(0, line.indexOf(' ')).toLowerCase(java.util.Locale.ROOT),
                kind(row.field()),
                "the schema's x-class");
    }

    private static Validation validation(SortedMap<String, byte[]> files) {
        return Validation.of(new Look.Snapshot(Worktree.COMMIT, files, List.of()));
    }

    private static Desired desired(SortedMap<String, byte[]> files) {
        Validation found = validation(files);
        return found.desired()
                .orElseThrow(() -> new AssertionError(Diagnostic.render(found.problems())));
    }

    /// What is neither a machine nor its payload.
    private static List<Object> asked(SortedMap<String, byte[]> files) {
        Desired desired = desired(files);
        return List.of(
                desired.cluster().policy(),
                desired.cluster().network(),
                desired.cluster().ssh(),
                desired.tombstones());
    }

    private static String problems(SortedMap<String, byte[]> files) {
        return Diagnostic.render(validation(files).problems());
    }

    private static void dump(SortedMap<String, byte[]> files) {
        FieldFiles.put(
                files,
                "plain.j2",
                "#cloud-config\n# {{ cluster | to_json }} {{ bringup.bundlesUrl }}\n");
    }

    /// Of the first machine, or of the one that is named before what is shown.
    private static String shown(SortedMap<String, byte[]> files, String of) {
        Desired desired = desired(files);
        String what = of.substring(of.indexOf(' ') + 1);
        MachineSpec machine =
                desired.machines().values().stream()
                        .filter(m -> of.equals(what) || of.equals(m.id().name() + " " + what))
                        .findFirst()
                        .orElseThrow();
        Ip4 self = Ip4.parse("10.0.0.8");
        return new Preview(desired, machine, self, new Here("10.0.0.8:8081"), (_, text) -> text)
                .show(what)
                .orElseThrow();
    }

    private static String rendered(SortedMap<String, byte[]> files, String target) {
        Declared declared = ((Declared.Answer.Valid) new Manifests().read(files)).declared();
        return new Targets(new Templates(InstantSource.system())::render)
                .render(declared, declared.beside().targets().get(target), _ -> {})
                .orElseThrow();
    }

    /// What the forecast says when the same commit also asks for work.
    private static String forecast(SortedMap<String, byte[]> files, String cause) {
        Desired quiet = desired(files);
        SortedMap<String, byte[]> work = new TreeMap<>(files);
        Desired before = quiet;
        switch (cause) {
            case "image" -> replace(work, "image.yaml", "abab", "acab");
            case "reboot" ->
                    replace(
                            work,
                            "profile.yaml",
                            "reboot: {generation: a}",
                            "reboot: {generation: z}");
            case "release" -> {
                for (int n = 1; n <= 4; n++) {
                    replace(work, "machines/m" + n + ".yaml", "state: Joined", "state: Released");
                }
            }
            case "arrive" -> before = new Desired(quiet.commit(), quiet.cluster(), new TreeMap<>());
            default -> throw new IllegalArgumentException(cause);
        }
        Desired after = desired(work);
        return Foresight.forecast(after, Settled.between(before, after, Fleet.NOON), Pace.usual())
                .toString();
    }

    private static void replace(
            SortedMap<String, byte[]> files, String file, String from, String to) {
        FieldFiles.put(files, file, FieldFiles.text(files, file).replace(from, to));
    }

    private static String source(String test) throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("src/test/java"))) {
            return Files.readString(
                    all.filter(f -> f.endsWith(test + ".java")).findFirst().orElseThrow());
        }
    }

    @Test
    void everyFieldHasARow() throws IOException {
        TreeSet<String> rows = new TreeSet<>();
        rows().forEach(row -> rows.add(row.field()));

        assertEquals(new TreeSet<>(fields().keySet()), rows);
        assertTrue(rows.size() > 80, rows::toString);
    }

    @Test
    void aFieldWithoutARowWouldBeSeen() throws IOException {
        Map<String, JsonNode> fields = new HashMap<>();
        JsonNode schema =
                JSON.readTree(
                        "{\"properties\": {\"a\": {\"properties\": {\"b\": {\"type\": \"string\"}}}}}");
        collect("Moon ", schema, schema, "", fields);

        assertEquals(java.util.Set.of("Moon a.b"), fields.keySet());
    }

    /// All leaves below `spec` of all kinds, by kind and path.
    private static Map<String, JsonNode> fields() throws IOException {
        Map<String, JsonNode> fields = new HashMap<>();
        for (String text : Reference.files().values()) {
            JsonNode root = JSON.readTree(text);
            String kind = root.path("title").asText() + " ";
            collect(kind, root, root.at("/properties/spec"), "", fields);
        }
        return fields;
    }

    private static void collect(
            String kind, JsonNode root, JsonNode node, String path, Map<String, JsonNode> into) {
        JsonNode here = node.has("$ref") ? root.at(node.path("$ref").asText().substring(1)) : node;
        JsonNode inner = here.path("items").has("properties") ? here.path("items") : here;
        String below = inner == here ? path : path + "[]";
        boolean text = inner.path("type").toString().contains("string");
        if (!inner.has("properties") || inner.path("properties").isEmpty() || text) {
            into.put(kind + below, here);
        }
        inner.path("properties")
                .properties()
                .forEach(field ->
                        collect(
                                kind,
                                root,
                                field.getValue(),
                                below.isEmpty() ? field.getKey() : below + "." + field.getKey(),
                                into));
    }

    private static List<String> choices(String field) throws IOException {
        List<String> all = new ArrayList<>();
        fields().getOrDefault(field, JSON.nullNode())
                .path("enum")
                .forEach(e -> all.add(e.asText()));
        return all;
    }

    /// The nearest `x-class` on the way down to a field.
    private static String kind(String field) {
        String[] parts = field.split(" ");
        String found = "";
        try {
            JsonNode here =
                    JSON.readTree(Reference.schema(parts[0]).orElseThrow()).at("/properties/spec");
            for (String name : parts[1].replace("[]", "").split("\\.")) {
                here =
                        (here.has("items") ? here.path("items") : here)
                                .path("properties")
                                .path(name);
                found = here.path("x-class").asText(found);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return found;
    }
}
