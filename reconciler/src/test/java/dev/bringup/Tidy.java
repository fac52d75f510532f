package dev.bringup;

import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DeconstructionPatternTree;
import com.sun.source.tree.DefaultCaseLabelTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Judges one source by its syntax tree. It knows no types, only names: `own` are the names of our
/// sealed types' records and of our enums' constants, so that a `default` beside one of them is
/// recognised.
final class Tidy extends TreeScanner<Void, Void> {

    /// The rules that each source broke, as `path:line: what`.
    static List<String> judge(List<SourceTree.Source> sources) {
        List<Parsed> all = parse(sources);
        Set<String> own = new TreeSet<>();
        all.forEach(p -> new Names(own).scan(p.unit, null));
        List<String> offences = new ArrayList<>();
        all.forEach(p -> new Tidy(p, own, offences).scan(p.unit, null));
        return offences;
    }

    private record Parsed(
            SourceTree.Source source, CompilationUnitTree unit, SourcePositions positions) {}

    private static List<Parsed> parse(List<SourceTree.Source> sources) {
        JavacTask task =
                (JavacTask)
                        ToolProvider.getSystemJavaCompiler()
                                .getTask(
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        sources.stream().map(Tidy::file).toList());
        try {
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            List<Parsed> all = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                all.add(new Parsed(sources.get(all.size()), unit, positions));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JavaFileObject file(SourceTree.Source source) {
        String text = String.join("\n", source.lines());
        URI uri = URI.create("string:///" + source.path());
        return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }

    private static final Set<String> CORE = Set.of("model", "plan", "lifecycle", "view");
    private static final Pattern EMPTY_NAME =
            Pattern.compile("(Manager|Helper|Utils?|Impl|Data|Info|Factory|Abstract)(?![a-z])");
    private static final Set<String> MUTABLE =
            Set.of(
                    "ArrayList",
                    "ArrayDeque",
                    "HashMap",
                    "HashSet",
                    "LinkedHashMap",
                    "LinkedHashSet",
                    "TreeMap",
                    "TreeSet",
                    "EnumMap",
                    "ConcurrentHashMap",
                    "CopyOnWriteArrayList",
                    "AtomicBoolean",
                    "AtomicInteger",
                    "AtomicLong",
                    "AtomicReference",
                    "StringBuilder");

    private final SourceTree.Source source;
    private final Set<String> own;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> offences;
    private final List<ClassTree> types = new ArrayList<>();

    private Tidy(Parsed parsed, Set<String> own, List<String> offences) {
        source = parsed.source;
        unit = parsed.unit;
        positions = parsed.positions;
        this.own = own;
        this.offences = offences;
    }

    @Override
    public Void visitClass(ClassTree type, Void none) {
        String name = type.getSimpleName().toString();
        if (EMPTY_NAME.matcher(name).find()) {
            offend(type, name + " says nothing about what it is; name it after what it knows");
        }
        if (isClass(type) && has(type.getModifiers().getFlags(), Modifier.ABSTRACT)) {
            offend(type, "abstract class " + name + "; vary by parameter, share by function");
        }
        long fields =
                type.getMembers().stream()
                        .filter(VariableTree.class::isInstance)
                        .map(VariableTree.class::cast)
                        .filter(f -> !has(f.getModifiers().getFlags(), Modifier.STATIC))
                        .filter(f -> !isConstant(type, f))
                        .count();
        if (fields > 7 && !isIn("app") && !isOptions(type)) {
            offend(type, name + " has " + fields + " fields; 7 are enough");
        }
        types.add(type);
        super.visitClass(type, none);
        types.removeLast();
        return null;
    }

    @Override
    public Void visitMethod(MethodTree method, Void none) {
        long lines = line(end(method)) - line(start(method)) + 1;
        long most = isCore() ? 40 : 70;
        if (lines > most) {
            offend(method, method.getName() + " has " + lines + " lines; " + most + " are enough");
        }
        int parameters = method.getParameters().size();
        boolean constructs = method.getName().contentEquals("<init>");
        if (constructs && parameters > 7 && !isIn("app")) {
            offend(method, "a constructor with " + parameters + " parameters; 7 are enough");
        }
        boolean hidden = has(method.getModifiers().getFlags(), Modifier.PRIVATE);
        boolean flag =
                method.getParameters().stream()
                        .anyMatch(p -> "boolean".equals(String.valueOf(p.getType())));
        boolean canonical = constructs && types.getLast().getKind() == Tree.Kind.RECORD;
        if (isCore() && flag && !hidden && !canonical) {
            offend(method, method.getName() + " takes a boolean; an enum says what is meant");
        }
        return super.visitMethod(method, none);
    }

    @Override
    public Void visitVariable(VariableTree variable, Void none) {
        if (variable.getType() == null && isTyped(variable)) {
            offend(variable, "var " + variable.getName() + "; write the type");
        }
        Set<Modifier> flags = variable.getModifiers().getFlags();
        boolean constant = !types.isEmpty() && isConstant(types.getLast(), variable);
        if (has(flags, Modifier.STATIC) && !constant && !has(flags, Modifier.FINAL)) {
            offend(variable, "static " + variable.getName() + " can change");
        }
        if ((has(flags, Modifier.STATIC) || constant)
                && variable.getInitializer() instanceof NewClassTree made
                && MUTABLE.contains(simple(made.getIdentifier()))) {
            offend(variable, "static " + variable.getName() + " can change inside");
        }
        return super.visitVariable(variable, none);
    }

    @Override
    public Void visitSwitch(SwitchTree tree, Void none) {
        judge(tree, tree.getCases());
        return super.visitSwitch(tree, none);
    }

    @Override
    public Void visitSwitchExpression(SwitchExpressionTree tree, Void none) {
        judge(tree, tree.getCases());
        return super.visitSwitchExpression(tree, none);
    }

    private void judge(Tree tree, List<? extends CaseTree> cases) {
        boolean open =
                cases.stream()
                        .flatMap(c -> c.getLabels().stream())
                        .anyMatch(DefaultCaseLabelTree.class::isInstance);
        Set<String> labels = new TreeSet<>();
        cases.forEach(c -> c.getLabels().forEach(l -> new Labels(labels).scan(l, null)));
        labels.retainAll(own);
        if (open && !labels.isEmpty()) {
            offend(tree, "default beside " + labels + "; name every case");
        }
    }

    /// The types and constants that case labels name.
    private static final class Labels extends TreeScanner<Void, Void> {
        private final Set<String> names;

        Labels(Set<String> names) {
            this.names = names;
        }

        @Override
        public Void visitDeconstructionPattern(DeconstructionPatternTree pattern, Void none) {
            names.add(simple(pattern.getDeconstructor()));
            return null;
        }

        @Override
        public Void visitVariable(VariableTree variable, Void none) {
            names.add(simple(variable.getType()));
            return null;
        }

        @Override
        public Void visitIdentifier(IdentifierTree name, Void none) {
            names.add(name.getName().toString());
            return null;
        }
    }

    private static final class Names extends TreeScanner<Void, Void> {
        private final Set<String> names;

        Names(Set<String> names) {
            this.names = names;
        }

        @Override
        public Void visitClass(ClassTree type, Void none) {
            boolean sealed = has(type.getModifiers().getFlags(), Modifier.SEALED);
            for (Tree member : type.getMembers()) {
                if (member instanceof ClassTree inner && sealed) {
                    names.add(type.getSimpleName() + "." + inner.getSimpleName());
                    names.add(inner.getSimpleName().toString());
                }
                if (member instanceof VariableTree constant
                        && type.getKind() == Tree.Kind.ENUM
                        && constant.getInitializer() instanceof NewClassTree made
                        && simple(made.getIdentifier()).contentEquals(type.getSimpleName())) {
                    names.add(constant.getName().toString());
                }
            }
            return super.visitClass(type, none);
        }
    }

    private static String simple(Tree name) {
        String text = String.valueOf(name);
        String[] parts = text.replaceAll("<.*>", "").split("\\.");
        int from = Math.max(0, parts.length - 2);
        return name instanceof MemberSelectTree
                ? String.join(".", Arrays.copyOfRange(parts, from, parts.length))
                : parts[parts.length - 1];
    }

    private static boolean isClass(ClassTree type) {
        return type.getKind() == Tree.Kind.CLASS;
    }

    /// Fields of an interface are static and final without saying so; so are an enum's constants.
    private static boolean isConstant(ClassTree type, VariableTree field) {
        boolean constants = type.getKind() == Tree.Kind.ENUM && field.getInitializer() != null;
        return type.getKind() == Tree.Kind.INTERFACE && type.getMembers().contains(field)
                || constants && has(field.getModifiers().getFlags(), Modifier.STATIC);
    }

    /// A class of command line options has one field per option.
    private static boolean isOptions(ClassTree type) {
        return type.getMembers().stream()
                .filter(VariableTree.class::isInstance)
                .map(VariableTree.class::cast)
                .filter(f -> !has(f.getModifiers().getFlags(), Modifier.STATIC))
                .allMatch(f ->
                        f.getModifiers().getAnnotations().stream()
                                .map(a -> a.getAnnotationType().toString())
                                .anyMatch(Set.of("Option", "Parameters", "Mixin")::contains));
    }

    /// Parameters of lambdas need no type; everything else that has none is `var`.
    private boolean isTyped(VariableTree variable) {
        long from = start(variable);
        int line = (int) line(from);
        int column = (int) (from - unit.getLineMap().getStartPosition(line));
        return source.lines().get(line - 1).startsWith("var ", column);
    }

    private boolean isCore() {
        return CORE.stream().anyMatch(this::isIn);
    }

    private boolean isIn(String name) {
        ExpressionTree declared = unit.getPackageName();
        return declared != null && declared.toString().equals("dev.bringup." + name);
    }

    private static boolean has(Set<Modifier> flags, Modifier flag) {
        return flags.contains(flag);
    }

    private long start(Tree tree) {
        return positions.getStartPosition(unit, tree);
    }

    private long end(Tree tree) {
        return positions.getEndPosition(unit, tree);
    }

    private long line(long position) {
        return unit.getLineMap().getLineNumber(position);
    }

    private void offend(Tree tree, String what) {
        offences.add(source.path() + ":" + line(start(tree)) + ": " + what);
    }
}
