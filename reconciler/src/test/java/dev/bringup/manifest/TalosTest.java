package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Payload;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A payload for a system without a shell, and what would never reach it.
class TalosTest {

    private static final String CONFIG = "version: v1alpha1\ntoken: \"{{ bringup.joinToken }}\"\n";

    private static SortedMap<String, byte[]> files(String template) {
        SortedMap<String, byte[]> files = Repo.good();
        files.put("profile.yaml", Repo.bytes(Repo.PROFILE.replace("cloudInit", "talos")));
        files.put("worker.j2", Repo.bytes(template));
        return files;
    }

    @Test
    void itIsOneFileWithAPlaceForItsToken() {
        assertEquals("", ResolveTest.problems(files(CONFIG)));
        Payload payload = ResolveTest.machine(files(CONFIG)).install().payload();
        assertEquals(Payload.Kind.TALOS, payload.kind());
        assertEquals(
                "version: v1alpha1\ntoken: \"%%bringup.joinToken%%\"\n",
                payload.files().get("machine.yaml"));
    }

    record Row(String file, String before, String after, String problem) {}

    static List<Row> unreached() {
        return List.of(
                new Row(
                        "profile.yaml",
                        "  image: os-1\n",
                        "  image: os-1\n  role: controlPlane\n",
                        "control planes of Talos are not made here"),
                new Row(
                        "profile.yaml",
                        "  image: os-1\n",
                        "  image: os-1\n  steps: [{name: a, run: b}]\n",
                        "steps are run over SSH, which Talos has not"),
                new Row(
                        "profile.yaml",
                        "  image: os-1\n",
                        "  image: os-1\n  kernelArgs: [quiet]\n",
                        "the arguments of Talos' kernel are part of its image"),
                new Row(
                        "machine.yaml",
                        "  profile: worker\n",
                        "  profile: worker\n  kernelArgs: [quiet]\n",
                        "the arguments of Talos' kernel are part of its image"),
                new Row(
                        "image.yaml",
                        "spec:\n",
                        "spec:\n  bundles: [{url: b, sha256: %s}]\n".formatted("ab".repeat(32)),
                        "nothing on Talos would load the bundles"),
                new Row(
                        "cluster.yaml",
                        "kubernetes: {version: 1.36.2}",
                        "kubernetes: {version: 1.36.2, bootstrap: k3s, endpoint: \"k:6443\"}",
                        "a worker of Talos does not join a cluster of k3s"));
    }

    @ParameterizedTest
    @MethodSource("unreached")
    void whatWouldNotReachItIsRefused(Row row) {
        SortedMap<String, byte[]> files = files(CONFIG);
        String text = new String(files.get(row.file()));
        assertTrue(text.contains(row.before()), text);
        files.put(row.file(), Repo.bytes(text.replace(row.before(), row.after())));
        String found = Repo.problems(files);
        assertTrue(found.contains("error BU1344: " + row.problem()), found);
    }

    @Test
    void itsImageIsOnADisk() {
        SortedMap<String, byte[]> files = files(CONFIG);
        files.put("image.yaml", Repo.bytes(Repo.LIVE.replace("live-1", "os-1")));
        String found = Repo.problems(files);
        assertTrue(
                found.contains(
                        "BU1344: Talos starts from its disk, and image 'os-1' has 'boot: live'"),
                found);
    }

    @Test
    void whatItHasNoUseForIsSaid() {
        assertEquals(
                """
                worker.j2:1:1: error BU1401: rendered for node-01, it shows bringup.nonce, and \
                Talos runs nothing that could use it
                1 | version: v1alpha1
                  | ^
                  = help: it joins by {{ bringup.joinToken }} alone\
                """,
                ResolveTest.problems(files("version: v1alpha1\nn: \"{{ bringup.nonce }}\"\n")));
    }

    @Test
    void nobodyElseIsMadeAToken() {
        SortedMap<String, byte[]> files = Repo.good();
        files.put("worker.j2", Repo.bytes("#!/bin/sh\n# {{ bringup.joinToken }}\n"));
        assertEquals(
                """
                worker.j2:1:1: error BU1401: rendered for node-01, it shows bringup.joinToken, \
                which is made for a payload of Talos alone
                1 | #!/bin/sh
                  | ^
                  = help: ask at {{ bringup.joinUrl }} with {{ bringup.nonce }} for what joins it\
                """,
                ResolveTest.problems(files));
    }
}
