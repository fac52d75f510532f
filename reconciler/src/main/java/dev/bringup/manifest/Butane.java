package dev.bringup.manifest;

import dev.bringup.model.Diagnostic.Position;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// From a Butane config to the Ignition config it stands for. What is not known here is an error: a
/// part that is silently left out would be found missing on the machine.
final class Butane {

    private static final long USUAL_MODE = 0644;

    /// Which Ignition each version of each variant is for.
    private static final Map<String, Map<String, String>> VERSIONS =
            Map.of(
                    "fcos",
                            new TreeMap<>(
                                    Map.of("1.4.0", "3.3.0", "1.5.0", "3.4.0", "1.6.0", "3.5.0")),
                    "flatcar", new TreeMap<>(Map.of("1.0.0", "3.3.0", "1.1.0", "3.4.0")));

    private final Map<String, byte[]> files;
    private final Problems problems;

    private Butane(Map<String, byte[]> files, Problems problems) {
        this.files = files;
        this.problems = problems;
    }

    /// The Ignition config; empty when something is wrong, and then it was told to `problems`.
    static Optional<String> ignition(Tree config, Map<String, byte[]> files, Problems problems) {
        int before = problems.count();
        Butane butane = new Butane(files, problems);
        if (!(config instanceof Tree.Mapping map)) {
            butane.problem(config.at(), "a Butane config is a map", Optional.empty());
            return Optional.empty();
        }
        Map<String, Object> ignition = butane.fields(map, Shape.CONFIG);
        butane.version(map).ifPresent(v -> ignition.put("ignition", Map.of("version", v)));
        ignition.keySet().removeAll(List.of("variant", "version"));
        return problems.count() == before ? Optional.of(JsonText.of(ignition)) : Optional.empty();
    }

    private Optional<String> version(Tree.Mapping config) {
        String variant = config.text("variant").orElse("");
        String version = config.text("version").orElse("");
        if (variant.isEmpty() || version.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> known = VERSIONS.getOrDefault(variant, Map.of());
        if (known.isEmpty()) {
            problem(
                    config.place("variant"),
                    "the variant '" + variant + "' is not supported",
                    Suggest.help(variant, VERSIONS.keySet(), "variants"));
        } else if (!known.containsKey(version)) {
            problem(
                    config.place("version"),
                    "version '" + version + "' of " + variant + " is not supported",
                    Optional.of("versions are " + String.join(", ", known.keySet())));
        }
        return Optional.ofNullable(known.get(version));
    }

    private Map<String, Object> fields(Tree.Mapping map, Shape.Fields shape) {
        Map<String, Object> all = Shape.object();
        map.values()
                .forEach((key, value) -> {
                    Shape of = shape.byName().get(key);
                    if (of == null) {
                        problem(
                                map.keys().getOrDefault(key, map.at()),
                                "'" + key + "' is not supported",
                                Suggest.help(key, shape.byName().keySet(), "fields here"));
                    } else {
                        value(value, of).ifPresent(v -> all.put(Shape.ignitionName(key), v));
                    }
                });
        for (String key : shape.required()) {
            if (!map.values().containsKey(key)) {
                problem(map.at(), "'" + key + "' is missing", Optional.empty());
            }
        }
        return finished(map, shape, all);
    }

    private Optional<Object> value(Tree tree, Shape shape) {
        return switch (shape) {
            case Shape.Fields fields when tree instanceof Tree.Mapping map ->
                    Optional.of(fields(map, fields));
            case Shape.Resource _ when tree instanceof Tree.Mapping map ->
                    Optional.of(
                            new ButaneResource(files, this::problem)
                                    .of(map, fields(map, Shape.RESOURCE)));
            case Shape.ListOf(Shape item) when tree instanceof Tree.Sequence list ->
                    Optional.of(
                            list.items().stream().flatMap(i -> value(i, item).stream()).toList());
            case Shape.Scalar scalar when tree instanceof Tree.Scalar text -> scalar(text, scalar);
            case Shape.Fields _, Shape.Resource _ -> wrong(tree, "a map");
            case Shape.ListOf _ -> wrong(tree, "a list");
            case Shape.Scalar _ -> wrong(tree, "one value");
        };
    }

    private Optional<Object> scalar(Tree.Scalar scalar, Shape.Scalar type) {
        String text = scalar.text();
        return switch (type) {
            case TEXT -> scalar.isNull() ? wrong(scalar, "text") : Optional.of(text);
            case PATH ->
                    text.startsWith("/")
                            ? Optional.of(text)
                            : wrong(scalar, "a path that starts with /");
            case NUMBER ->
                    text.matches("[0-9]{1,15}")
                            ? Optional.of(Long.parseLong(text))
                            : wrong(scalar, "a whole number");
            case MODE ->
                    text.matches("0o?[0-7]{1,5}")
                            ? Optional.of(Long.parseLong(text.replace("o", ""), 8))
                            : wrong(scalar, "a mode like 0644");
            case TRUTH ->
                    text.matches("true|false")
                            ? Optional.of(Boolean.valueOf(text))
                            : wrong(scalar, "true or false");
        };
    }

    private Optional<Object> wrong(Tree tree, String wanted) {
        problem(
                tree.at(),
                "here stands " + tree.typeName() + " and not " + wanted,
                Optional.empty());
        return Optional.empty();
    }

    /// What is more than another name for the same.
    private Map<String, Object> finished(
            Tree.Mapping map, Shape.Fields shape, Map<String, Object> all) {
        if (shape.equals(Shape.USER)) {
            locals(map, "ssh_authorized_keys_local")
                    .forEach(text ->
                            lines(text).forEach(key -> append(all, "sshAuthorizedKeys", key)));
            all.remove("sshAuthorizedKeysLocal");
        } else if (shape.equals(Shape.UNIT) || shape.equals(Shape.DROPIN)) {
            locals(map, "contents_local").forEach(text -> all.put("contents", text));
            all.remove("contentsLocal");
        } else if (shape.equals(Shape.STORAGE)) {
            map.list("trees").forEach(tree -> tree(tree, all));
            all.remove("trees");
            onePerPath(map);
        } else if (shape.equals(Shape.CONFIG)) {
            mountUnits(map, all);
        }
        return all;
    }

    private static List<String> lines(String text) {
        return text.lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty() && !l.startsWith("#"))
                .toList();
    }

    /// The texts of the files that this key names.
    private List<String> locals(Tree.Mapping map, String key) {
        List<String> texts = new ArrayList<>();
        List<Tree> names =
                map.get(key)
                        .map(tree ->
                                tree instanceof Tree.Sequence list ? list.items() : List.of(tree))
                        .orElse(List.of());
        for (Tree name : names) {
            byte[] bytes = files.get(name.brief());
            if (bytes == null) {
                noFile(name);
            } else {
                texts.add(new String(bytes, StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    private void noFile(Tree name) {
        problem(
                name.at(),
                "there is no file '" + name.brief() + "' in this repository",
                Suggest.help(name.brief(), files.keySet(), "files"));
    }

    private void tree(Tree tree, Map<String, Object> storage) {
        if (!(tree instanceof Tree.Mapping map) || map.text("local").isEmpty()) {
            return; // told already
        }
        String below = map.need("local").replaceFirst("/*$", "/");
        String to = map.text("path").orElse("/").replaceFirst("/*$", "/");
        List<String> found =
                files.keySet().stream().filter(f -> f.startsWith(below)).sorted().toList();
        if (found.isEmpty()) {
            problem(
                    map.place("local"),
                    "there is no file below '" + map.need("local") + "' in this repository",
                    Optional.empty());
        }
        for (String path : found) {
            Map<String, Object> file = Shape.object();
            file.put("path", to + path.substring(below.length()));
            file.put("mode", USUAL_MODE);
            file.put(
                    "contents",
                    Map.of("source", ContentsUrl.of(files.getOrDefault(path, new byte[0]))));
            append(storage, "files", file);
        }
    }

    private static void append(Map<String, Object> all, String key, Object value) {
        List<Object> list = new ArrayList<>();
        if (all.get(key) instanceof List<?> before) {
            list.addAll(before);
        }
        list.add(value);
        all.put(key, list);
    }

    /// Ignition refuses two things at one place.
    private void onePerPath(Tree.Mapping storage) {
        Map<String, Position> first = new HashMap<>();
        for (String kind : List.of("files", "directories", "links")) {
            for (Tree tree : storage.list(kind)) {
                if (tree instanceof Tree.Mapping node && node.text("path").isPresent()) {
                    Position earlier = first.putIfAbsent(node.need("path"), node.place("path"));
                    if (earlier != null) {
                        problem(
                                node.place("path"),
                                "'" + node.need("path") + "' stands here twice",
                                Optional.of("the first one is in line " + earlier.line()));
                    }
                }
            }
        }
    }

    private void mountUnits(Tree.Mapping config, Map<String, Object> ignition) {
        Map<String, Object> systemd = new LinkedHashMap<>();
        if (ignition.get("systemd") instanceof Map<?, ?> there) {
            there.forEach((key, value) -> systemd.put(String.valueOf(key), value));
        }
        for (Tree tree : config.map("storage").list("filesystems")) {
            if (!(tree instanceof Tree.Mapping fs)
                    || !fs.text("with_mount_unit").equals(Optional.of("true"))) {
                continue;
            }
            String format = fs.text("format").orElse("");
            if (fs.text("path").isEmpty() && !format.equals("swap")) {
                problem(fs.at(), "with_mount_unit needs a 'path'", Optional.empty());
                continue;
            }
            List<String> options = fs.list("mount_options").stream().map(Tree::brief).toList();
            append(
                    systemd,
                    "units",
                    new MountUnit(
                                    fs.text("device").orElse(""),
                                    fs.text("path").orElse(""),
                                    format,
                                    options)
                            .unit());
        }
        if (!systemd.isEmpty()) {
            ignition.put("systemd", systemd);
        }
        withoutMountFlags(ignition);
    }

    private static void withoutMountFlags(Map<String, Object> ignition) {
        if (ignition.get("storage") instanceof Map<?, ?> storage
                && storage.get("filesystems") instanceof List<?> all) {
            all.forEach(fs -> ((Map<?, ?>) fs).remove("withMountUnit"));
        }
    }

    private void problem(Position at, String problem, Optional<String> help) {
        problems.add(Code.BAD_PAYLOAD, at, problem, help);
    }

    static String digest(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
