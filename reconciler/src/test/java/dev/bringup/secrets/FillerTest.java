package dev.bringup.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Attempt;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Payload;
import dev.bringup.model.Payload.Placeholder;
import dev.bringup.model.Permit;
import dev.bringup.model.SecretRef;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// Whatever is filled in, the payload is still the YAML or JSON that it was.
class FillerTest {

    private static final MachineSpec N1 = Fleet.machine(1, 1);

    @TempDir Path folder;
    private RootKey root;
    private Filler filler;

    @BeforeEach
    void fill() throws IOException {
        root = RootKey.load(folder.resolve("root.key"), new SecureRandom());
        filler =
                new Filler(
                        root,
                        _ -> new Filler.Urls("127.77.0.1:8081", "127.77.0.1:514"),
                        FillerTest::secret,
                        serve -> "certificate of " + serve.machine().id());
    }

    @Test
    void aCommandGetsItsSecretsQuoted() {
        SecretRef key = new SecretRef.Env("KEY");
        assertEquals(
                "login 'it'\\''s $x' && echo \"it's \\$x\" %%secret.b%%",
                Filler.command(
                        "login %%secret.a%% && echo \"%%secret.a%%\" %%secret.b%%",
                        Map.of("%%secret.a%%", key), _ -> "it's $x"));
    }

    @Test
    void aKeyOfManyLinesKeepsItsIndentation() {
        String template =
                """
                #cloud-config
                ssh_keys:
                  ed25519_private: |
                    %%bringup.hostKey%%
                  ed25519_public: %%bringup.hostKeyPublic%%
                """;
        Map<?, ?> keys = (Map<?, ?>) yaml(template).get("ssh_keys");
        SshKey key = root.hostKey(attempt().id());

        assertEquals(key.privateText(), keys.get("ed25519_private"));
        assertEquals(key.publicText(), keys.get("ed25519_public"));
    }

    @Test
    void aMarkerInABlockOfYamlIsItsJson() throws IOException {
        String template =
                """
                write_files:
                  - path: /etc/bringup/machine.json
                    content: |
                      %%bringup.marker%%
                """;
        Object file = ((List<?>) yaml(template).get("write_files")).getFirst();
        JsonNode marker = new ObjectMapper().readTree((String) ((Map<?, ?>) file).get("content"));

        assertEquals(
                "{\"machine\":\"n1\",\"attempt\":\"a2\",\"commit\":\""
                        + Fleet.commit(1).id()
                        + "\",\"fingerprint\":\""
                        + Fleet.fingerprint(1)
                        + "\",\"state\":\"installed\"}",
                marker.toString());
    }

    @Test
    void aKeyInJsonIsEscaped() throws IOException {
        String text = filler.fill(serve(Payload.Kind.IGNITION), "{\"k\": \"%%bringup.hostKey%%\"}");

        assertEquals(
                root.hostKey(attempt().id()).privateText().strip(),
                new ObjectMapper().readTree(text).path("k").asText());
    }

    @Test
    void aMarkerInJsonIsAString() throws IOException {
        String text = filler.fill(serve(Payload.Kind.IGNITION), "{\"k\": \"%%bringup.marker%%\"}");
        String inner = new ObjectMapper().readTree(text).path("k").asText();

        assertEquals("n1", new ObjectMapper().readTree(inner).path("machine").asText());
    }

    /// Ignition's file contents are URLs, in which quotes and line ends are escaped otherwise.
    @Test
    void aValueInADataUrlIsEscapedAsOne() throws IOException {
        String text =
                filler.fill(
                        serve(Payload.Kind.IGNITION),
                        "{\"k\": \"data:,a%20%%bringup.hostKey%%\", \"l\": \"%%bringup.nonce%%\"}");
        String url = new ObjectMapper().readTree(text).path("k").asText();

        assertEquals(
                "data:,a " + root.hostKey(attempt().id()).privateText().strip(),
                URLDecoder.decode(url.replace("+", "%2B"), StandardCharsets.UTF_8));
        assertFalse(url.contains("\n") || url.contains(" "), url);
    }

    @Test
    void everyPlaceholderIsFilled() {
        StringBuilder all = new StringBuilder();
        for (Placeholder placeholder : Placeholder.values()) {
            all.append(placeholder.key()).append(": ").append(placeholder.text()).append('\n');
        }
        BootAnswer.Serve alone = serve(Payload.Kind.CLOUD_INIT);
        BootAnswer.Serve serve =
                new BootAnswer.Serve(
                        alone.machine(),
                        alone.permit(),
                        alone.marker(),
                        Optional.of(new JoinMaterial("api:6443", "abc.def", "hash")));
        String filled = filler.fill(serve, all.toString());
        Permit permit = attempt().permit().orElseThrow();

        assertEquals(
                """
                marker: {"machine": "n1", "attempt": "a2", "commit": "%s", "fingerprint": "%s", \
                "state": "installed"}
                joinUrl: http://127.77.0.1:8081/config/%s/join
                nonce: %s
                phoneHomeUrl: http://127.77.0.1:8081/report/%s/up
                bundlesUrl: http://127.77.0.1:8081/config/%s/bundles
                targetUrl: http://127.77.0.1:8081/config/%s/target
                finishUrl: http://127.77.0.1:8081/config/%s/finish
                hostKey: %s
                hostKeyPublic: %s
                hostCertificate: certificate of n1
                sshKey: %s
                joinToken: abc.def
                logServer: 127.77.0.1:514
                """
                        .formatted(
                                Fleet.commit(1).id(),
                                Fleet.fingerprint(1),
                                permit.id(),
                                root.nonce(permit.id()),
                                permit.id(),
                                permit.id(),
                                permit.id(),
                                permit.id(),
                                root.hostKey(attempt().id()).privateText().strip(),
                                root.hostKey(attempt().id()).publicText(),
                                root.clientKey().publicText()),
                filled);
    }

    /// A kickstart file is read by shells; a preseed value ends with its line; the script of the
    /// first boot beside them is a script.
    @Test
    void whatSteersAnInstallerIsFilledInItsOwnWay() {
        String url = "http://127.77.0.1:8081/config/" + attempt().permit().orElseThrow().id();
        assertEquals(
                "curl '" + url + "/finish' | sh",
                filler.fill(serve(Payload.Kind.KICKSTART), "curl %%bringup.finishUrl%% | sh"));
        assertEquals(
                "string wget " + url + "/finish | sh",
                filler.fill(serve(Payload.Kind.PRESEED), "string wget %%bringup.finishUrl%% | sh"));
        assertEquals(
                "  - \"curl " + url + "/finish\"",
                filler.fill(serve(Payload.Kind.AUTOINSTALL), "  - \"curl %%bringup.finishUrl%%\""));
        assertEquals(
                root.hostKey(attempt().id()).privateText().strip().replace("\n", " "),
                filler.fill(serve(Payload.Kind.PRESEED), "%%bringup.hostKey%%"));
        assertEquals(
                "#!/bin/sh\ncat <<'END'\n"
                        + root.hostKey(attempt().id()).privateText().strip()
                        + "\nEND",
                filler.fill(
                        serve(Payload.Kind.AUTOINSTALL),
                        "#!/bin/sh\ncat <<'END'\n%%bringup.hostKey%%\nEND"));
    }

    @Test
    void theSamePlaceholderIsFilledEverywhere() {
        String nonce = root.nonce(attempt().permit().orElseThrow().id());

        assertEquals(
                nonce + " and " + nonce,
                filler.fill(
                        serve(Payload.Kind.CLOUD_INIT), "%%bringup.nonce%% and %%bringup.nonce%%"));
    }

    private static String secret(SecretRef ref) {
        return switch (ref) {
            case SecretRef.Env(String name) when name.equals("GONE") ->
                    throw new IllegalStateException("the environment variable GONE is not set");
            case SecretRef.Env(String name) ->
                    "the \"%s\": it's\n%%%%bringup.nonce%%%%".formatted(name);
            default -> throw new IllegalStateException("no test reads " + ref);
        };
    }

    private static final String VALUE = "the \"A\": it's\n%%bringup.nonce%%";

    @Test
    void aSecretStandsInYamlAsItIs() {
        Map<?, ?> filled =
                yaml(
                        """
                        double: "%%secret.a%%"
                        single: '%%secret.a%%'
                        list: [x]
                        items:
                          - "before %%secret.a%% after"
                        block: |
                          %%secret.a%%
                        other: "%%secret.unknown%%"
                        """);

        assertEquals(VALUE, filled.get("double"));
        assertEquals(VALUE.replace("\n", " "), filled.get("single"));
        assertEquals(List.of("before " + VALUE + " after"), filled.get("items"));
        assertEquals(VALUE + "\n", filled.get("block"));
        assertEquals("%%secret.unknown%%", filled.get("other"));
    }

    @Test
    void aSecretStandsInJsonAsItIs() throws IOException {
        String text = filler.fill(serve(Payload.Kind.IGNITION), "{\"k\": \"%%secret.a%%\"}");

        assertEquals(VALUE, new ObjectMapper().readTree(text).path("k").asText());
    }

    @Test
    void aSecretThatCannotBeReadIsNoEmptyText() {
        BootAnswer.Serve serve = serve(Payload.Kind.CLOUD_INIT);

        assertEquals(
                "the environment variable GONE is not set",
                assertThrows(
                                IllegalStateException.class,
                                () -> filler.fill(serve, "a: \"%%secret.b.gone%%\""))
                        .getMessage());
        assertEquals(
                "a: \"***\"",
                Filler.masking(new Filler.Urls("h", "l")).fill(serve, "a: \"%%secret.b.gone%%\""));
    }

    private Map<?, ?> yaml(String template) {
        String filled = filler.fill(serve(Payload.Kind.CLOUD_INIT), template);
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(filled);
    }

    private static Attempt attempt() {
        return Scene.attempt(N1, Scene.install(N1));
    }

    private static BootAnswer.Serve serve(Payload.Kind kind) {
        MachineSpec.Install was = N1.install();
        MachineSpec spec =
                new MachineSpec(
                        N1.id(),
                        N1.hardware(),
                        N1.address(),
                        N1.profile(),
                        new MachineSpec.Install(
                                was.image(),
                                new Payload(
                                        kind,
                                        new TreeMap<>(),
                                        new TreeMap<>(
                                                Map.of(
                                                        "%%secret.a%%",
                                                        new SecretRef.Env("A"),
                                                        "%%secret.b.gone%%",
                                                        new SecretRef.Env("GONE")))),
                                was.kernelArgs(),
                                was.fingerprint()),
                        N1.node(),
                        N1.intent());
        return new BootAnswer.Serve(spec, attempt().permit().orElseThrow(), attempt().marker());
    }
}
