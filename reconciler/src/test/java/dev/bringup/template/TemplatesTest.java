package dev.bringup.template;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Diagnostic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplatesTest {

    private static final Templates TEMPLATES = new Templates(InstantSource.system());

    private static final Map<String, Object> VALUES =
            Map.of(
                    "machine",
                            Map.of(
                                    "name", "node-01",
                                    "labels", Map.of(),
                                    "location", Map.of("rack", "r1")),
                    "variables", variables());

    private final List<Diagnostic> problems = new ArrayList<>();

    private static Map<String, Object> variables() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("b", List.of(1L, true, "x: y"));
        all.put("a", "two\nlines");
        all.put("evil", "{{ machine.name }}");
        return all;
    }

    private String render(String template) {
        return render(TEMPLATES, template);
    }

    private String render(Templates templates, String template) {
        Map<String, byte[]> files =
                Map.of(
                        "t.j2", template.getBytes(StandardCharsets.UTF_8),
                        "motd", "hi\nyou\n".getBytes(StandardCharsets.UTF_8),
                        "keys/b.pub", new byte[0],
                        "keys/a.pub", new byte[0],
                        "keys.txt", new byte[0]);
        Optional<String> text = templates.render("t.j2", VALUES, files, problems::add);
        return text.orElseGet(() -> Diagnostic.render(problems));
    }

    @Test
    void nothingOfARenderingIsLeftForTheNextOne() {
        assertEquals(
                "7 hi",
                render("{% set left = 7 %}{% macro hi() %}hi{% endmacro %}{{ left }} {{ hi() }}"));
        assertEquals(
                "no 0",
                render("{% if hi is defined %}macro{% else %}no{% endif %} {{ left|default(0) }}"));
        assertEquals(
                "hi", render("{% macro hi() %}hi{% endmacro %}{{ hi() }}"), "defined once more");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "{{ machine.name }} => node-01",
                "{{ variables | to_json }} => {\"a\":\"two\\nlines\",\"b\":[1,true,\"x: y\"],\"evil\":\"{{ machine.name }}\"}",
                "{{ variables.evil }} => {{ machine.name }}",
                "{{ variables.a | b64 }} => dHdvCmxpbmVz",
                "{{ variables.none | default('d') }} => d",
                "{% for n in variables.b %}{{ n }},{% endfor %} => 1,true,x: y,",
                "{% if machine.labels.gpu is defined %}a{% else %}b{% endif %} => b",
                "{% if machine.labels %}a{% else %}b{% endif %} => b",
                "{% for k, v in variables.items() %}{{ k }} {% endfor %}. => b a evil .",
                "{% set x = 2 + 3 * 2 %}{{ x }} => 8",
                "{{ 'a' ~ 1 }} => a1",
            })
    void aTemplateRenders(String template, String expected) {
        assertEquals(expected, render(template).strip());
    }

    @Test
    void blocksKeepTheirShape() {
        assertEquals("a:\n  two\n  lines\n", render("a:\n  {{ variables.a | indent(2) }}\n"));
        assertEquals("x:\n  hi\n  you\n\n", render("x:\n  {{ file('motd') | indent(2) }}\n"));
        assertEquals(
                "a:\n  - 1\n  - true\n  - x: y\n",
                render(
                        """
                        a:
                        {%- for n in variables.b %}
                          - {{ n }}
                        {%- endfor %}
                        """));
        assertEquals("k: 1\nl:\n- a\n", render("{{ {'l': ['a'], 'k': 1} | to_yaml }}\n"));
    }

    @Test
    void aNameWithoutAValueIsAnErrorWithItsPlace() {
        assertEquals(
                """
                t.j2:2:7: error BU1502: 'machine.nmae' has no value here
                2 | b: {{ machine.nmae }}
                  |       ^
                  = help: 'machine' has labels, location, name\
                """,
                render("a: 1\nb: {{ machine.nmae }}\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "@@",
            quoteCharacter = '`',
            value = {
                "{{ mchine }} => 'mchine' has no value here => there are machine, variables",
                "{{ machine.location.rak }} => 'machine.location.rak' has no value here => 'machine.location' has rack",
                "{{ machine.labels.gpu }} => 'machine.labels.gpu' has no value here => write machine.labels.gpu | default('...') if it may be missing",
            })
    void theHelpSaysWhatThereIs(String line) {
        String[] parts = line.split(" => ");
        render(parts[0]);
        assertEquals(parts[1], problems.getFirst().problem());
        assertEquals(Optional.of(parts[2]), problems.getFirst().help());
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "{% for x in range(1000) %}{% for y in range(1000) %}{% if x %}{% endif %}{% endfor %}{% endfor %} => BU1504",
                "{% for x in range(9999) %}{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }}{% endfor %} => BU1504",
                "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }} => BU1504",
                "{% include 'motd' %} => BU1503",
                "{{ [1, 2] | shuffle }} => BU1503",
                "{{ unixtimestamp() }} => BU1503",
                "{{ today() }} => BU1503",
                "{{ now() }} => BU1502",
                "{{ none | datetimeformat }} => BU1503",
                "{{ none | unixtimestamp }} => BU1503",
                "{{ [1, 2] | random }} => BU1503",
                "{{ 1 | format_datetime }} => BU1503",
                "{{ 1.5 | round(99999999) }} => BU1504",
                "{{ [1] | batch(99999999, 'x') }} => BU1504",
                "{{ ____int3rpr3t3r____ }} => BU1503",
                "{{ variables.b.append(5) }} => BU1504",
                "{{ machine.pop('name') }} => BU1501",
                "{{ 'a' | center(2000000000) }} => BU1504",
                "{{ '%999999999d' | format(1) }} => BU1504",
                "{{ 'a' | indent(999999999) }} => BU1504",
                "{% set x = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' %}{% for i in range(40) %}{% set x = x ~ x %}{% endfor %}{{ x }} => BU1504",
                "{{ ''.class.forName('java.lang.Runtime') }} => BU1502",
                "{{ file('/etc/passwd') }} => BU1504",
                "{{ file('../secret') }} => BU1504",
                "{% if %} => BU1501",
                "{% for x in y => BU1501",
                "{{ machine.name => BU1501",
            })
    void whatATemplateMayNotDo(String template, String code) {
        String said = render(template);
        assertEquals(
                code, problems.isEmpty() ? "rendered: " + said : problems.getFirst().code(), said);
    }

    @Test
    void aHelperThatIsNotThere() {
        assertEquals(
                """
                t.j2:1:10: error BU1502: there is no filter 'nosuch'
                1 | {{ 'a' | nosuch }}
                  |          ^\
                """,
                render("{{ 'a' | nosuch }}"));
        problems.clear();
        assertEquals(
                """
                t.j2:1:4: error BU1502: there is no function 'now'
                1 | {{ now() }}
                  |    ^\
                """,
                render("{{ now() }}"));
    }

    @Test
    void whatIsSwitchedOffSaysWhy() {
        assertEquals(
                """
                t.j2:1:4: error BU1503: 'unixtimestamp' is switched off here
                1 | {{ unixtimestamp() }}
                  |    ^
                  = help: one commit must always render the same\
                """,
                render("{{ unixtimestamp() }}"));
        problems.clear();
        assertEquals(
                """
                t.j2:2:4: error BU1503: '____int3rpr3t3r____' is switched off here
                2 | {{ ____int3rpr3t3r____.config }}
                  |    ^
                  = help: one commit must always render the same\
                """,
                render("a\n{{ ____int3rpr3t3r____.config }}"));
    }

    @Test
    void whatWouldHarmOthersIsRefused() {
        assertEquals(
                "center takes numbers up to 1000, not 2000000000",
                problem("{{ 'a'|center(2000000000) }}"));
        assertEquals(
                "format takes numbers up to 1000, not 99999999999",
                problem("{{ '%99999999999d' | format(1) }}"));
        assertEquals(
                "what the repository says cannot be changed here",
                problem("{{ variables.b.append(5) }}"));
        problems.clear();
        assertEquals("1234567-00001", render("{{ '%s-%05d' | format('1234567', 1) }}"));
    }

    private String problem(String template) {
        problems.clear();
        render(template);
        return problems.getFirst().problem();
    }

    /// The limit on steps comes first unless each is costly, so a clock that runs fast stands for
    /// costly ones.
    @Test
    void aTemplateMayNotTakeLong() {
        Instant[] now = {Instant.EPOCH};
        InstantSource fast = () -> now[0] = now[0].plus(Duration.ofSeconds(1));

        assertEquals("aaaa", render(new Templates(fast), "{% for x in range(4) %}a{% endfor %}"));
        assertEquals(
                "t.j2:1:1: error BU1504: the template took longer than 10 s",
                render(new Templates(fast), "{% for x in range(40) %}{{ x }}{% endfor %}")
                        .lines()
                        .findFirst()
                        .orElseThrow());
    }
}
