package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.forge.FakeForge;
import dev.bringup.forge.Where;
import dev.bringup.lab.api.LabApi;
import dev.bringup.lab.api.Sample;
import dev.bringup.view.PlanMarkdown;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.transport.RefSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `bringup run --forge` as a process: a request is pushed and the forge calls, and there are its
/// status and its plan; what is merged is in force right after the next call. Left to itself the
/// daemon would look at Git in an hour.
@Timeout(180)
class ForgeReal {

    private static final String SECRET = "0123456789abcdef";
    private static final String BODY = "{\"ref\":\"refs/heads/main\"}";
    private static final Duration SOON = Duration.ofSeconds(45);

    @TempDir Path folder;

    @Test
    void aSignedCallIsFollowedByAStatusAndAPlan() throws Exception {
        Path bare = folder.resolve("state.git");
        LabRepository.create(bare, 3, Instant.parse("2026-09-01T12:00:00Z"));
        try (LabApi api = Sample.api(folder.resolve("api"), 0);
                FakeForge forge = new FakeForge(Where.Kind.GITEA);
                Operator ann = new Operator(bare, folder.resolve("clone"));
                LabProcess daemon = LabProcess.start(arguments(bare, api, forge))) {
            URI console = URI.create(daemon.line("console: ").substring("console: ".length()));
            await(daemon, () -> machines(console) == 3);

            String profile = ann.read("profiles/worker.yaml");
            String head = propose(profile.replace("lab-os-1", "lab-os-2"));
            forge.open(7, head, "main");
            assertEquals(401, call(console, "0".repeat(64)));
            assertEquals(202, call(console, signature()));
            await(daemon, () -> forge.statuses.size() == 2);
            String comment = forge.comments.get(1L);
            String short4 = head.substring(0, 4);
            assertEquals(
                    List.of(
                            short4 + " pending: The plan is being made.",
                            short4 + " success: 3 disks are written again, 3 drain."),
                    forge.statuses);
            assertTrue(comment.startsWith(PlanMarkdown.MARK + "\n### Bringup: lab\n"), comment);
            assertTrue(comment.contains(ann.head().substring(0, 8)), comment);
            assertEquals(List.of(), forge.offences);

            String machine =
                    ann.read("machines/node-03.yaml")
                            .replace("node-03", "node-04")
                            .replace("    - ipmi: {bmc: bmc-03}\n", "")
                            .replace("52:54:00:77:00:03", "52:54:00:77:00:04")
                            .replace("127.77.1.3", "127.77.1.4");
            ann.push("machines/node-04.yaml", machine, "Add node-04");
            assertEquals(202, call(console, signature()));
            await(daemon, () -> machines(console) == 4);
            daemon.interrupt();
            assertEquals(0, daemon.end(Duration.ofSeconds(30)));
        }
    }

    private String[] arguments(Path bare, LabApi api, FakeForge forge) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), forge.where().token() + "\n");
        Path secret = Files.writeString(folder.resolve("secret"), SECRET + "\n");
        List<String> all = new ArrayList<>(List.of("run", "--repo", bare.toUri().toString()));
        all.addAll(List.of("--kubeconfig", api.kubeconfig().toString(), "--poll", "1h"));
        all.addAll(List.of("--data-dir", folder.resolve("data").toString(), "--port", "0"));
        all.addAll(List.of("--address", "127.77.0.1", "--dhcp-broadcast", "127.77.255.255"));
        for (String port : List.of("dhcp", "dhcp-client", "pxe", "tftp", "http")) {
            all.addAll(List.of("--" + port + "-port", "0"));
        }
        all.addAll(List.of("--forge", "gitea", "--forge-api", forge.where().api().toString()));
        all.addAll(List.of("--forge-project", forge.where().project()));
        all.addAll(List.of("--forge-token-file", token.toString()));
        all.addAll(List.of("--hook-secret-file", secret.toString()));
        return all.toArray(String[]::new);
    }

    /// As Gitea shows the head of a request.
    private String propose(String profile) throws Exception {
        try (Git theirs =
                Git.cloneRepository()
                        .setURI(folder.resolve("state.git").toUri().toString())
                        .setDirectory(folder.resolve("theirs").toFile())
                        .call()) {
            Files.writeString(folder.resolve("theirs/profiles/worker.yaml"), profile);
            theirs.add().addFilepattern(".").call();
            ObjectId head = theirs.commit().setAuthor("Bob", "b@x").setMessage("Change").call();
            theirs.push().setRefSpecs(new RefSpec("HEAD:refs/pull/7/head")).call();
            return head.name();
        }
    }

    private static String signature() throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(BODY.getBytes(StandardCharsets.UTF_8)));
    }

    private static int call(URI console, String signature)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(console.resolve("/hooks/git"))
                        .header("X-Gitea-Signature", signature)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(BODY))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    private static int machines(URI console) {
        try (InputStream in = console.resolve("/api/v1/machines").toURL().openStream()) {
            return new ObjectMapper().readTree(in).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(LabProcess daemon, BooleanSupplier wanted)
            throws InterruptedException {
        long until = System.nanoTime() + SOON.toNanos();
        while (!wanted.getAsBoolean()) {
            assertTrue(
                    System.nanoTime() < until && daemon.isAlive(),
                    () -> String.join("\n", daemon.output()));
            Thread.sleep(50);
        }
    }
}
