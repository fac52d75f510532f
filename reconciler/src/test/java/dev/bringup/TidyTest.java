package dev.bringup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The numbers and habits that this project holds itself to. Every rule has a planted offence
/// below, because a rule that nobody has seen fail is not a rule.
class TidyTest {

    private static final int MOST_LINES = 400;
    private static final int NINE_TENTHS = 250;
    private static final int HALF = 90;
    private static final int WIDTH = 100;

    /// Written so that this file does not break its own rules.
    private static final List<String> BANNED =
            List.of("TO" + "DO", "FIX" + "ME", "XX" + "X:", "/" + "**", "Service" + "Loader");

    /// Each is the one place where the parts of something meet; split, it would only be passed on.
    private static final List<String> EXCEPTIONS =
            List.of(
                    "Engine has 9 fields; 7 are enough",
                    "Reconciler has 8 fields; 7 are enough",
                    "Sim has 8 fields; 7 are enough",
                    "SimMachine has 9 fields; 7 are enough");

    @Test
    void everyMainSourceIsTidy() {
        List<String> offences = Tidy.judge(SourceTree.main());

        assertNone(offences.stream().filter(o -> !isExcepted(o)).toList());
        EXCEPTIONS.forEach(e ->
                assertTrue(
                        offences.stream().anyMatch(o -> o.endsWith(e)),
                        () -> "not needed any more: " + e));
    }

    @Test
    void everySourceIsShortAndPlain() {
        List<String> offences = new ArrayList<>();
        SourceTree.all().forEach(s -> offences.addAll(text(s)));

        assertNone(offences);
    }

    @Test
    void filesAreShortAsAWhole() {
        List<Integer> lengths =
                SourceTree.main().stream().map(s -> s.lines().size()).sorted().toList();
        int median = at(lengths, 50);
        int high = at(lengths, 90);

        assertTrue(median <= HALF, "the median file has " + median + " lines");
        assertTrue(high <= NINE_TENTHS, "a tenth of the files has over " + high + " lines");
    }

    @Test
    void testsKeepUpWithTheProgram() {
        long main = lines(SourceTree.main());
        long all = lines(SourceTree.all());

        System.out.printf(
                "main %d lines, test %d lines, %.2f per line%n",
                main, all - main, (all - main) / (double) main);
        assertTrue(main > 10_000, "only " + main + " lines were found");
    }

    /// What a rule says of a source that breaks it.
    record Planted(String path, String text, String said) {
        @Override
        public String toString() {
            return said;
        }
    }

    static Stream<Planted> plantedOffences() {
        String long71 = "class A {\n    void m() {\n" + "        m();\n".repeat(69) + "    }\n}";
        String long41 = "class A {\n    void m() {\n" + "        m();\n".repeat(39) + "    }\n}";
        String eight = "int a, int b, int c, int d, int e, int f, int g, int h";
        return Stream.of(
                planted(
                        "kube",
                        "class NodeManager {}",
                        "3: NodeManager says nothing about what it is; name it after what it knows"),
                planted(
                        "kube",
                        "interface UtilsOfNodes {}",
                        "3: UtilsOfNodes says nothing about what it is; name it after what it knows"),
                planted(
                        "kube",
                        "abstract class A {}",
                        "3: abstract class A; vary by parameter, share by function"),
                planted("kube", "record A(" + eight + ") {}", "3: A has 8 fields; 7 are enough"),
                planted(
                        "kube",
                        "class A {\n    A(" + eight + ") {}\n}",
                        "4: a constructor with 8 parameters; 7 are enough"),
                planted("kube", long71, "4: m has 71 lines; 70 are enough"),
                planted("plan", long41, "4: m has 41 lines; 40 are enough"),
                planted(
                        "plan",
                        "class A {\n    void m(boolean b) {}\n}",
                        "4: m takes a boolean; an enum says what is meant"),
                planted(
                        "kube",
                        "class A {\n    int m() {\n        var a = 1;\n        return a;\n    }\n}",
                        "5: var a; write the type"),
                planted(
                        "kube",
                        "class A {\n    int m(Object o) {\n"
                                + "        return o instanceof B(var c) ? c : 0;\n    }\n}",
                        "5: var c; write the type"),
                planted("kube", "class A {\n    static int a = 1;\n}", "4: static a can change"),
                planted(
                        "kube",
                        "class A {\n    static final Object a = new java.util.HashMap<>();\n}",
                        "4: static a can change inside"),
                planted(
                        "kube",
                        "enum A {\n    ONE,\n    TWO;\n\n    int m() {\n"
                                + "        return switch (this) {\n"
                                + "            case ONE -> 1;\n"
                                + "            default -> 2;\n        };\n    }\n}",
                        "8: default beside [ONE]; name every case"),
                planted(
                        "kube",
                        "sealed interface A {\n    record B(int b) implements A {}\n\n"
                                + "    record C() implements A {}\n\n    default int m() {\n"
                                + "        switch (this) {\n"
                                + "            case A.B(int b) -> {\n                return b;\n"
                                + "            }\n            default -> {\n"
                                + "                return 2;\n            }\n        }\n    }\n}",
                        "9: default beside [A.B]; name every case"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void plantedOffences(Planted planted) {
        SourceTree.Source source = source(planted);

        assertEquals(List.of(planted.path + ":" + planted.said), Tidy.judge(List.of(source)));
    }

    static Stream<Planted> plantedText() {
        return Stream.of(
                planted("kube", "// " + BANNED.get(0) + " later", "3: " + BANNED.get(0)),
                planted("kube", "// " + BANNED.get(1), "3: " + BANNED.get(1)),
                planted("kube", "// " + BANNED.get(2), "3: " + BANNED.get(2)),
                planted("kube", BANNED.get(3) + " old */", "3: " + BANNED.get(3)),
                planted("kube", BANNED.get(4) + " s;", "3: " + BANNED.get(4)),
                planted("kube", "// " + "x".repeat(98), "3: 101 columns; 100 are enough"),
                planted("kube", "\n".repeat(398), "401 lines; 400 are enough"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void plantedText(Planted planted) {
        assertEquals(List.of(planted.path + ":" + planted.said), text(source(planted)));
    }

    /// Right things that look like offences.
    @Test
    void whatIsAllowedIsNotReported() {
        SourceTree.Source source =
                source(
                        planted(
                                "plan",
                                """
                                sealed interface A {
                                    int CONSTANT = 1;

                                    record B(boolean flag) implements A {}

                                    enum Wheel {
                                        FRONT(1);

                                        private final int n;

                                        Wheel(int n) {
                                            this.n = n;
                                        }
                                    }

                                    default int m(String text) {
                                        return switch (text) {
                                            case "a" -> inner(x -> x > 1);
                                            default -> 2;
                                        };
                                    }

                                    private int inner(java.util.function.IntPredicate p) {
                                        return hidden(true);
                                    }

                                    private int hidden(boolean flag) {
                                        return flag ? 1 : 2;
                                    }
                                }
                                """,
                                ""));

        assertEquals(List.of(), Tidy.judge(List.of(source)));
    }

    private static List<String> text(SourceTree.Source source) {
        List<String> offences = new ArrayList<>();
        List<String> lines = source.lines();
        for (int n = 0; n < lines.size(); n++) {
            String at = source.path() + ":" + (n + 1) + ": ";
            String line = lines.get(n);
            BANNED.stream().filter(line::contains).forEach(word -> offences.add(at + word));
            // Tests hold whole expected texts, as users see them.
            boolean main = source.path().startsWith("src/main/");
            if (main && line.length() > WIDTH) {
                offences.add(at + line.length() + " columns; " + WIDTH + " are enough");
            }
        }
        if (lines.size() > MOST_LINES) {
            offences.add(
                    source.path() + ":" + lines.size() + " lines; " + MOST_LINES + " are enough");
        }
        return offences;
    }

    private static Planted planted(String in, String text, String said) {
        return new Planted(
                "src/main/java/dev/bringup/" + in + "/A.java",
                "package dev.bringup." + in + ";\n\n" + text,
                said);
    }

    private static SourceTree.Source source(Planted planted) {
        return new SourceTree.Source(planted.path, List.of(planted.text.split("\n", -1)));
    }

    private static boolean isExcepted(String offence) {
        return EXCEPTIONS.stream().anyMatch(offence::endsWith);
    }

    private static void assertNone(List<String> offences) {
        assertEquals("", String.join("\n", offences));
    }

    private static int at(List<Integer> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    private static long lines(List<SourceTree.Source> sources) {
        return sources.stream().mapToLong(s -> s.lines().size()).sum();
    }
}
