package dev.bringup.template;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Diagnostic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplatesTest {

    private static final Templates TEMPLATES = new Templates();

    private static final Map<String, Object> VALUES =
            Map.of(
                    "machine", Map.of("name", "node-01", "labels", Map.of()),
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
        Map<String, byte[]> files =
                Map.of(
                        "t.j2", template.getBytes(StandardCharsets.UTF_8),
                        "motd", "hi\nyou\n".getBytes(StandardCharsets.UTF_8));
        Optional<String> text = TEMPLATES.render("t.j2", VALUES, files, problems::add);
        return text.orElseGet(() -> Diagnostic.render(problems));
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
                  = help: 'machine' has labels, name\
                """,
                render("a: 1\nb: {{ machine.nmae }}\n"));
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
}
