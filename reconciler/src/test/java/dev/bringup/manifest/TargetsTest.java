package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Diagnostic;
import dev.bringup.template.Templates;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class TargetsTest {

    private static final String TARGET =
            """
            apiVersion: bringup.dev/v1
            kind: Target
            metadata: {name: hosts}
            spec: {template: hosts.j2, output: etc/hosts}
            """;

    private static final Targets TARGETS =
            new Targets(new Templates(InstantSource.system())::render);

    private static SortedMap<String, byte[]> with(String template) {
        SortedMap<String, byte[]> files = Repo.with("hosts.yaml", TARGET);
        files.put("hosts.j2", Repo.bytes(template));
        return files;
    }

    @Test
    void aTargetSeesTheWholeRepository() {
        Declared declared =
                Repo.valid(
                        with(
                                "{% for m in machines %}{{ m.ipAddress }} {{ m.name }} {{ profiles[m.profile].image }} {{ cluster.name }}{% endfor %}"));
        Declared.Target target = declared.beside().targets().get("hosts");

        assertEquals("etc/hosts", target.output());
        assertEquals(
                Optional.of("10.0.0.11 node-01 os-1 lab"),
                TARGETS.render(declared, target, _ -> {}));
    }

    @Test
    void aTargetThatDoesNotRenderSaysWhere() {
        assertEquals(
                """
                hosts.j2:1:4: error BU1502: 'machine.name' has no value here
                1 | {{ machine.name }}
                  |    ^
                  = help: there are cluster, machines, profiles\
                """,
                Diagnostic.render(TARGETS.check(Repo.valid(with("{{ machine.name }}")))));
    }

    @Test
    void theTemplateMustBeThere() {
        SortedMap<String, byte[]> files = with("x");
        files.remove("hosts.j2");

        assertEquals(
                """
                hosts.yaml:4:18: error BU1309: there is no file 'hosts.j2' in this repository
                4 | spec: {template: hosts.j2, output: etc/hosts}
                  |                  ^\
                """,
                Repo.problems(files));
    }
}
