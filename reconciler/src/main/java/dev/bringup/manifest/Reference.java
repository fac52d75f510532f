package dev.bringup.manifest;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The kinds and their fields for people: a list, the schemas, and the page of all fields.
public final class Reference {

    private static final String HEAD =
            """
            # Every kind and field

            Made by `bringup schema --docs` from the schemas in `schema/`; a test compares. \
            How a repository is read, what templates see and what a reimage is stands in \
            [the state repository](state-repository.md).

            A change of a field is *live* (applied while the machine serves), *reboot* (one \
            reboot), *reimage* (the disk is written again) or *identity* (it is another \
            machine). Where the class of a field is none of these it changes no machine. Every \
            object also has `apiVersion: bringup.dev/v1`, `kind` and `metadata.name`.
            """;

    /// No kind: this file is not in the state repository.
    private static final String NOTIFICATIONS = "Notifications";

    private final StringBuilder page = new StringBuilder(HEAD);

    private Reference() {}

    /// One line per kind.
    public static String kinds() {
        Map<Kind, Schema> all = Schema.load();
        return all.entrySet().stream()
                .map(kind ->
                        "%-12s %s%n"
                                .formatted(
                                        kind.getKey().text(),
                                        kind.getValue().keyword("description").orElse("")))
                .collect(Collectors.joining());
    }

    /// The schema of a kind as it is written, or that of the file of `--notify`; case does not
    /// count.
    public static Optional<String> schema(String kind) {
        return Stream.concat(Kind.texts().stream(), Stream.of(NOTIFICATIONS))
                .filter(text -> text.equalsIgnoreCase(kind))
                .findFirst()
                .map(Schema::text);
    }

    public static Optional<String> nearest(String kind) {
        return Suggest.help(kind, Kind.texts(), "kinds");
    }

    /// The schema files by their names, for editors.
    public static SortedMap<String, String> files() {
        SortedMap<String, String> files = new TreeMap<>();
        Kind.texts().forEach(kind -> files.put(Schema.file(kind), Schema.text(kind)));
        return files;
    }

    public static String page() {
        Reference reference = new Reference();
        Schema.load().forEach(reference::kind);
        return reference.page.toString();
    }

    private void kind(Kind kind, Schema schema) {
        page.append("\n## ").append(kind.text()).append("\n\n");
        page.append(schema.keyword("description").orElse("")).append("\n\n");
        page.append("| field of `spec` | type | default | class | |\n|---|---|---|---|---|\n");
        fields(schema.property("spec").orElseThrow(), "", "");
    }

    private void fields(Schema schema, String above, String inherited) {
        for (String name : schema.properties().keySet()) {
            Schema field = schema.property(name).orElseThrow();
            String path = above.isEmpty() ? name : above + "." + name;
            boolean needed = schema.required().contains(name);
            String change = field.keyword("x-class").orElse(inherited);
            boolean leaf = leaves(field).isEmpty();
            if (leaf || field.keyword("description").isPresent()) {
                row(path, field, needed, change);
            }
            fields(field, path, change);
            fields(field.items(), path + "[]", change);
        }
    }

    /// The schemas of what is inside, by name.
    private static Map<String, Tree> leaves(Schema field) {
        return field.properties().isEmpty() ? field.items().properties() : field.properties();
    }

    private void row(String path, Schema field, boolean needed, String change) {
        String preset =
                needed
                        ? "required"
                        : field.defaultValue().map(value -> code(value.brief())).orElse("");
        page.append("| `")
                .append(path)
                .append("` | ")
                .append(type(field))
                .append(" | ")
                .append(preset)
                .append(" | ")
                .append(change)
                .append(" | ")
                .append(field.keyword("description").orElse("").replace("|", "\\|"))
                .append(field.example().map(e -> example(e)).orElse(""))
                .append(" |\n");
    }

    private static String example(String line) {
        return " " + line.replaceFirst("^for example (.*)$", "Example: `$1`.").replace("|", "\\|");
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    private static String type(Schema field) {
        if (!field.choices().isEmpty()) {
            return field.choices().stream().map(Reference::code).collect(Collectors.joining(", "));
        }
        Optional<String> format = field.keyword("format");
        if (format.isPresent()) {
            return format.get();
        }
        if (field.types().contains("array")) {
            return "list of " + type(field.items());
        }
        return String.join(" or ", field.types())
                .replace("object", "map")
                .replace("string", "text");
    }
}
