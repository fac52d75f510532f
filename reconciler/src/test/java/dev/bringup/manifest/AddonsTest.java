package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Addons;
import dev.bringup.model.Diagnostic;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class AddonsTest {

    private static final String ADDONS =
            """
            apiVersion: bringup.dev/v1
            kind: Addons
            metadata: {name: base}
            spec:
              steps:
                - {name: cni, path: addons/cni, wait: 2m}
                - {name: storage, path: addons/class.yaml}
            """;

    private static final String CLASS =
            """
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: local}
            provisioner: example.org/local
            """;

    private static SortedMap<String, byte[]> repository() {
        SortedMap<String, byte[]> files = Repo.with("addons.yaml", ADDONS);
        put(files, "addons/cni/a.yaml", map("one") + "---\n" + map("two"));
        put(
                files,
                "addons/cni/b/c.json",
                "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\","
                        + " \"metadata\": {\"name\": \"three\", \"namespace\": \"x\"}}");
        put(files, "addons/cni/README.md", "no manifest");
        put(files, "addons/class.yaml", CLASS);
        return files;
    }

    private static String map(String name) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\n";
    }

    private static void put(SortedMap<String, byte[]> files, String name, String text) {
        files.put(name, Repo.bytes(text));
    }

    private static Addons addons(SortedMap<String, byte[]> files) {
        return Repo.valid(files).beside().addons();
    }

    private static String problems(SortedMap<String, byte[]> files) {
        return Diagnostic.render(
                switch (new Manifests().read(files)) {
                    case Declared.Answer.Valid(_, List<Diagnostic> warnings) -> warnings;
                    case Declared.Answer.Invalid(List<Diagnostic> all) -> all;
                });
    }

    @Test
    void stepsHoldTheObjectsOfTheirFilesInOrder() {
        List<Addons.Step> steps = addons(repository()).steps();

        assertEquals(List.of("base/cni", "base/storage"), labels(steps));
        assertEquals(Duration.ofMinutes(2), steps.getFirst().patience());
        assertEquals(Duration.ofMinutes(5), steps.getLast().patience());
        assertEquals(
                List.of("ConfigMap one", "ConfigMap two", "ConfigMap x/three"),
                steps.getFirst().manifests().stream().map(m -> m.key().toString()).toList());
    }

    private static List<String> labels(List<Addons.Step> steps) {
        return steps.stream().map(Addons.Step::label).toList();
    }

    @Test
    void manyAddonsComeInTheOrderOfTheirNames() {
        SortedMap<String, byte[]> files = repository();
        put(
                files,
                "a.yaml",
                ADDONS.replace("name: base", "name: above").replace("addons/", "more/"));
        put(files, "more/cni/x.yaml", map("x"));
        put(files, "more/class.yaml", CLASS.replace("local", "other"));

        assertEquals(
                List.of("above/cni", "above/storage", "base/cni", "base/storage"),
                labels(addons(files).steps()));
    }

    @Test
    void aDigestIsOfWhatIsMeantNotOfHowItIsWritten() {
        SortedMap<String, byte[]> moved = repository();
        put(
                moved,
                "addons/class.yaml",
                "# moved\nprovisioner: \"example.org/local\"\n"
                        + CLASS.replace("provisioner: example.org/local\n", "mode: null\n"));
        SortedMap<String, byte[]> other = repository();
        put(other, "addons/class.yaml", CLASS.replace("org/local", "org/other"));

        assertEquals(last(repository()).digest(), last(moved).digest());
        assertNotEquals(last(repository()).digest(), last(other).digest());
    }

    private static Addons.Manifest last(SortedMap<String, byte[]> files) {
        return addons(files).steps().getLast().manifests().getFirst();
    }

    @Test
    void scalarsAreWhatKubectlWouldSend() {
        SortedMap<String, byte[]> files = repository();
        put(
                files,
                "addons/class.yaml",
                CLASS
                        + "a: [0644, 0o17, 0x1F, -12, 1.5, 1e3, yes, Off, true, null, ~, \"0644\","
                        + " 1.2.3, 0777x, 12:30]\n");

        assertTrue(
                last(files)
                        .text()
                        .replaceAll("\\s", "")
                        .contains(
                                "\"a\":[420,15,31,-12,1.5,1000.0,true,false,true,"
                                        + "\"0644\",\"1.2.3\",\"0777x\",\"12:30\"]"),
                last(files).text());
    }

    @Test
    void aTextIsNotPrinted() {
        SortedMap<String, byte[]> files = repository();
        put(files, "addons/class.yaml", CLASS + "mark: needle\n");

        assertTrue(last(files).text().contains("needle"));
        assertFalse(addons(files).toString().contains("needle"));
    }

    @Test
    void whatCannotBeAppliedIsSaidAtOnceWithItsPlace() {
        SortedMap<String, byte[]> files = repository();
        put(
                files,
                "addons.yaml",
                ADDONS
                        + "    - {name: cni, path: addons/class.yaml}\n"
                        + "    - {name: gone, path: addons/clss}\n");
        put(
                files,
                "addons/cni/a.yaml",
                "kind: ConfigMap\nmetadata: {generateName: x-}\n---\n- 1\n---\n" + Repo.MACHINE);
        put(files, "addons/cni/s.yaml", "data: ENC[AES256_GCM]\nsops:\n  version: 3.9.0\n");

        assertEquals(
                """
                addons.yaml:8:14: error BU1302: there is another step 'cni'
                8 |     - {name: cni, path: addons/class.yaml}
                  |              ^
                  = help: the first one is at addons.yaml:6:14
                addons.yaml:9:26: error BU1309: there is no file 'addons/clss' in this repository,\
                 nor a folder with YAML
                9 |     - {name: gone, path: addons/clss}
                  |                          ^
                addons/class.yaml:1:1: error BU1302: there is another StorageClass local
                1 | apiVersion: storage.k8s.io/v1
                  | ^
                  = help: the first one is at addons/class.yaml:1:1
                addons/cni/a.yaml:1:1: error BU1102: 'apiVersion' is missing
                1 | kind: ConfigMap
                  | ^
                  = help: every object that is applied has a kind and a name
                addons/cni/a.yaml:1:1: error BU1102: 'metadata.name' is missing
                1 | kind: ConfigMap
                  | ^
                  = help: every object that is applied has a kind and a name
                addons/cni/a.yaml:4:1: error BU1103: an object is a map, not a list
                4 | - 1
                  | ^
                  = help: it starts with 'apiVersion:' and 'kind:'
                addons/cni/a.yaml:6:13: error BU1108: a Machine of Bringup is not for the cluster
                6 | apiVersion: bringup.dev/v1
                  |             ^
                  = help: move it out of the folder that an Addons names
                addons/cni/s.yaml:1:1: error BU1103: an encrypted file cannot be applied to the\
                 cluster
                1 | data: ENC[AES256_GCM]
                  | ^
                  = help: let an operator in the cluster make the Secret, and keep this file\
                 elsewhere\
                """,
                problems(files));
    }

    @Test
    void aListIsTheObjectsInIt() {
        SortedMap<String, byte[]> files = repository();
        put(
                files,
                "addons/class.yaml",
                "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret,"
                        + " metadata: {name: s}}\n");
        assertEquals("Secret s", last(files).key().toString());
    }
}
