package dev.bringup.secrets;

import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// The YAML of a file of SOPS: values in their order with where they stand, and the block `sops`.
final class SopsTree {

    /// Bytes; a file of secrets is small.
    private static final int MOST = 1024 * 1024;

    private static final int DEPTH = 20;

    /// Its public key, and the data key encrypted to it.
    record Recipient(String name, String armored) {}

    /// `path` is as SOPS authenticates it: every key with a colon behind it.
    record Value(ScalarNode node, String path) {}

    private final String file;
    private final MappingNode root;
    private final MappingNode metadata;
    private final List<Value> values = new ArrayList<>();

    private SopsTree(String file, MappingNode root, MappingNode metadata) {
        this.file = file;
        this.root = root;
        this.metadata = metadata;
        for (NodeTuple tuple : root.getValue()) {
            if (!name(tuple).equals("sops")) {
                collect(tuple.getValueNode(), name(tuple) + ":");
            }
        }
    }

    static SopsTree read(String file, String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST);
        options.setNestingDepthLimit(DEPTH);
        options.setMaxAliasesForCollections(0);
        try {
            if (new Yaml(options).compose(new StringReader(text)) instanceof MappingNode root
                    && child(root, "sops").orElse(null) instanceof MappingNode metadata) {
                return new SopsTree(file, root, metadata);
            }
        } catch (YAMLException e) {
            throw new IllegalStateException(file + " is not YAML: " + e.getMessage(), e);
        }
        throw new IllegalStateException(
                file + " is not encrypted with SOPS: it has no block 'sops'");
    }

    private void collect(Node node, String path) {
        switch (node) {
            case MappingNode map ->
                    map.getValue().forEach(t -> collect(t.getValueNode(), path + name(t) + ":"));
            // The place in a list does not count, so that items can be added.
            case SequenceNode list -> list.getValue().forEach(item -> collect(item, path));
            case ScalarNode scalar -> values.add(new Value(scalar, path));
            default -> throw new IllegalStateException("unknown node " + node);
        }
    }

    List<Value> values() {
        return values;
    }

    List<String> keys() {
        return root.getValue().stream().map(SopsTree::name).filter(k -> !k.equals("sops")).toList();
    }

    Optional<Node> at(String key) {
        Optional<Node> at = Optional.of(root);
        for (String part : List.of(key.split("\\.", -1))) {
            at =
                    at.flatMap(node ->
                            node instanceof MappingNode map ? child(map, part) : Optional.empty());
        }
        return key.equals("sops") || key.startsWith("sops.") ? Optional.empty() : at;
    }

    List<Recipient> recipients() {
        List<Recipient> all = new ArrayList<>();
        if (child(metadata, "age").orElse(null) instanceof SequenceNode list) {
            for (Node item : list.getValue()) {
                if (item instanceof MappingNode map) {
                    all.add(new Recipient(text(map, "recipient"), text(map, "enc")));
                }
            }
        }
        return all;
    }

    boolean onlyEncryptedCount() {
        return child(metadata, "mac_only_encrypted")
                .filter(node -> node instanceof ScalarNode s && s.getValue().equals("true"))
                .isPresent();
    }

    String mac() {
        return text(metadata, "mac");
    }

    String lastModified() {
        return text(metadata, "lastmodified");
    }

    /// A value in clear as SOPS counts it: a null not at all, others in Go's spelling.
    static String clear(ScalarNode scalar) {
        String text = scalar.getValue();
        if (scalar.getScalarStyle() != ScalarStyle.PLAIN) {
            return text;
        }
        if (text.matches("|~|null|Null|NULL")) {
            return "";
        }
        if (text.matches("true|True|TRUE|false|False|FALSE")) {
            return Boolean.parseBoolean(text) ? "True" : "False";
        }
        return text.matches("[-+]?[0-9]*\\.[0-9]+")
                ? new BigDecimal(text).stripTrailingZeros().toPlainString()
                : text;
    }

    private String text(MappingNode map, String key) {
        if (child(map, key).orElse(null) instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw new IllegalStateException(
                file + " is not encrypted with SOPS: its block has no '" + key + "'");
    }

    private static Optional<Node> child(MappingNode map, String key) {
        return map.getValue().stream()
                .filter(tuple -> name(tuple).equals(key))
                .map(NodeTuple::getValueNode)
                .findFirst();
    }

    private static String name(NodeTuple tuple) {
        return tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
    }
}
