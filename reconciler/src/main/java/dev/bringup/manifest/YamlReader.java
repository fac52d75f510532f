package dev.bringup.manifest;

import dev.bringup.model.Diagnostic.Position;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// Reads the documents of one file into [Tree]s. Only SnakeYAML's composer is used: nothing is ever
/// constructed from a tag, and no YAML 1.1 type is guessed.
final class YamlReader {

    private static final Set<String> TAGS =
            Set.of(
                    "str",
                    "int",
                    "float",
                    "bool",
                    "null",
                    "map",
                    "seq",
                    "timestamp",
                    "merge",
                    "value");

    private final String file;
    private final Problems problems;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int nodes;

    private YamlReader(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /// The documents that could be read, and whether that was all of them.
    record Read(List<Tree> documents, boolean whole) {}

    static Read read(SourceText source, Problems problems) {
        return new YamlReader(source.file(), problems).documents(source.text());
    }

    private Read documents(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Limits.BYTES);
        options.setNestingDepthLimit(Limits.DEPTH);
        options.setMaxAliasesForCollections(Limits.ALIASES);
        List<Tree> documents = new ArrayList<>();
        int before = problems.count();
        try {
            Iterator<Node> all = new Yaml(options).composeAll(new StringReader(text)).iterator();
            while (all.hasNext()) {
                Node root = all.next();
                if (documents.size() == Limits.DOCUMENTS) {
                    tooLarge(
                            at(root.getStartMark()),
                            "more than " + Limits.DOCUMENTS + " documents");
                    break;
                }
                tree(root).filter(tree -> !isNothing(tree)).ifPresent(documents::add);
            }
        } catch (MarkedYAMLException e) {
            syntax(e);
        } catch (YAMLException e) {
            problems.add(Code.TOO_LARGE, new Position(file, 1, 1), said(e), Optional.empty());
        }
        return new Read(documents, problems.count() == before);
    }

    private static boolean isNothing(Tree tree) {
        return tree instanceof Tree.Scalar scalar && scalar.isNull();
    }

    /// Empty when something in it was reported and the rest would only bring follow-up errors.
    private Optional<Tree> tree(Node node) {
        Position at = at(node.getStartMark());
        if (++nodes > Limits.NODES) {
            throw new YAMLException("with its aliases written out the file has too many values");
        }
        if (!open.add(node)) {
            problems.add(Code.SYNTAX, at, "this value contains itself", Optional.empty());
            return Optional.empty();
        }
        try {
            return tagged(node, at)
                    ? Optional.empty()
                    : switch (node) {
                        case MappingNode map -> Optional.of(mapping(map, at));
                        case SequenceNode list -> Optional.of(sequence(list, at));
                        case ScalarNode scalar -> Optional.of(scalar(scalar, at));
                        default -> throw new IllegalStateException("unknown node " + node);
                    };
        } finally {
            open.remove(node);
        }
    }

    private boolean tagged(Node node, Position at) {
        String tag = node.getTag().getValue();
        String core = "tag:yaml.org,2002:";
        if (tag.startsWith(core) && TAGS.contains(tag.substring(core.length()))) {
            return false;
        }
        if (tag.equals(core + "yaml")) { // a plain '!', '&' or '*', which only YAML 1.1 knows
            return false;
        }
        String shown = tag.startsWith(core) ? "!!" + tag.substring(core.length()) : tag;
        problems.add(
                Code.TAG,
                at,
                "the tag '" + shown + "' means nothing here",
                "a field's type follows from its name; leave the tag out");
        return true;
    }

    private Tree mapping(MappingNode map, Position at) {
        Map<String, Tree> values = new LinkedHashMap<>();
        Map<String, Position> keys = new LinkedHashMap<>();
        for (NodeTuple tuple : map.getValue()) {
            Position keyAt = at(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
                problems.add(Code.KEY_NOT_TEXT, keyAt, "a key is text", Optional.empty());
                continue;
            }
            String key = scalar.getValue();
            Position first = keys.get(key);
            if (first != null) {
                problems.add(
                        Code.DUPLICATE_KEY,
                        keyAt,
                        "'" + key + "' stands here twice",
                        "the first one is in line " + first.line());
                continue;
            }
            keys.put(key, keyAt);
            tree(tuple.getValueNode()).ifPresent(value -> values.put(key, value));
        }
        return new Tree.Mapping(at, values, keys);
    }

    private Tree sequence(SequenceNode list, Position at) {
        List<Tree> items = new ArrayList<>();
        for (Node item : list.getValue()) {
            tree(item).ifPresent(items::add);
        }
        return new Tree.Sequence(at, items);
    }

    private static Tree scalar(ScalarNode scalar, Position at) {
        return new Tree.Scalar(
                at,
                scalar.getValue(),
                scalar.getScalarStyle() == ScalarStyle.PLAIN
                        ? Tree.Style.PLAIN
                        : Tree.Style.QUOTED);
    }

    private void syntax(MarkedYAMLException e) {
        Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
        Position at = mark == null ? new Position(file, 1, 1) : at(mark);
        String said = said(e);
        if (said.contains("TAB")) {
            problems.add(Code.TAB, at, "a tab indents this line", "YAML is indented with spaces");
        } else if (said.contains("imit")) {
            tooLarge(at, said);
        } else {
            problems.add(Code.SYNTAX, at, "this is not YAML: " + said, Optional.empty());
        }
    }

    private void tooLarge(Position at, String said) {
        problems.add(Code.TOO_LARGE, at, said, Optional.empty());
    }

    private static String said(YAMLException e) {
        String said =
                e instanceof MarkedYAMLException marked ? marked.getProblem() : e.getMessage();
        return said == null ? "no reason was given" : said;
    }

    private Position at(Mark mark) {
        return new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
