package dev.bringup.template;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.interpret.Context.Library;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.random.RandomNumberGeneratorStrategy;
import com.hubspot.jinjava.tree.Node;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Jinjava with everything off that would make one commit render differently twice (clocks, dice),
/// or that would reach outside the values it is given.
final class Sandbox {

    /// Not an identifier, so that no template can name it.
    static final String STEPS = "bringup steps";

    /// `include` and its relatives load by names that only their rendering shows, so that nothing
    /// could say which machines an edit touches.
    static final Map<Library, Set<String>> OFF =
            Map.of(
                    Library.TAG, Set.of("include", "import", "from", "extends", "block"),
                    Library.FILTER,
                            Set.of(
                                    "random",
                                    "shuffle",
                                    "log",
                                    "render",
                                    "pprint",
                                    "datetimeformat",
                                    "unixtimestamp",
                                    "between_times",
                                    "minus_time",
                                    "plus_time",
                                    "format_date",
                                    "format_time",
                                    "format_datetime",
                                    "strtodate",
                                    "strtotime"),
                    Library.FUNCTION,
                            Set.of(
                                    ":today",
                                    ":unixtimestamp",
                                    ":datetimeformat",
                                    ":format_date",
                                    ":format_time",
                                    ":format_datetime",
                                    ":strtodate",
                                    ":strtotime",
                                    ":super"));

    /// Where Jinjava would differ from Jinja. Not all that it offers: its strict whitespace control
    /// takes `{%- if %}` at the start of a line for text.
    private static final LegacyOverrides LIKE_JINJA =
            LegacyOverrides.newBuilder()
                    .withEvaluateMapKeys(true)
                    .withIterateOverMapKeys(true)
                    .withUseNaturalOperatorPrecedence(true)
                    .withUseTrimmingForNotesAndExpressions(true)
                    .withKeepNullableLoopValues(true)
                    .build();

    private Sandbox() {}

    static Jinjava open() {
        JinjavaConfig config =
                JinjavaConfig.newBuilder()
                        .withLocale(Locale.ROOT)
                        .withTimeZone(ZoneOffset.UTC)
                        .withDisabled(OFF)
                        .withFailOnUnknownTokens(true)
                        .withNestedInterpretationEnabled(false)
                        .withMaxOutputSize(Limits.OUTPUT)
                        .withMaxStringLength(Limits.OUTPUT)
                        .withMaxListSize(Limits.ENTRIES)
                        .withMaxMapSize(Limits.ENTRIES)
                        .withRangeLimit(Limits.ENTRIES)
                        .withMaxRenderDepth(Limits.DEPTH)
                        .withEnableRecursiveMacroCalls(false)
                        .withMaxMacroRecursionDepth(Limits.MACRO_CALLS)
                        .withRandomNumberGeneratorStrategy(
                                RandomNumberGeneratorStrategy.CONSTANT_ZERO)
                        .withDateTimeProvider(() -> 0L)
                        .withKeepTrailingNewline(true)
                        .withLegacyOverrides(LIKE_JINJA)
                        .withProcessors(
                                JinjavaProcessors.newBuilder()
                                        .withNodePreProcessor(Sandbox::count)
                                        .build())
                        .build();
        Jinjava jinjava = new Jinjava(config);
        Filters.ALL.forEach(jinjava::registerFilter);
        IpFilters.ALL.forEach(jinjava::registerFilter);
        for (String name : Bounded.NAMES) {
            Filter inner = jinjava.getGlobalContext().getFilter(name);
            jinjava.registerFilter(new Bounded(inner));
        }
        for (String name : List.of("file", "tree")) {
            jinjava.registerFunction(
                    new ELFunctionDefinition("", name, FileFunctions.class, name, String.class));
        }
        return jinjava;
    }

    private static void count(Node node, JinjavaInterpreter interpreter) {
        if (interpreter.getContext().get(STEPS) instanceof Steps steps) {
            steps.take();
        }
    }

    /// How much of its work a rendering has left.
    static final class Steps {

        private final InstantSource clock;
        private final Instant end;
        private int left = Limits.STEPS;

        Steps(InstantSource clock) {
            this.clock = clock;
            this.end = clock.instant().plus(Limits.TIME);
        }

        private void take() {
            if (--left < 0) {
                throw new TooMuchWork(
                        "the template runs more than " + Limits.STEPS + " tags and expressions");
            }
            if (clock.instant().isAfter(end)) {
                throw new TooMuchWork(
                        "the template took longer than " + Limits.TIME.toSeconds() + " s");
            }
        }
    }

    static final class TooMuchWork extends RuntimeException {
        private TooMuchWork(String because) {
            super(because);
        }
    }
}
