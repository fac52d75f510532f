package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.RunOptions;
import dev.bringup.forge.Where;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForgeSettingsTest {

    @TempDir Path folder;
    private final RunOptions options = new RunOptions();

    private void token(String text) throws IOException {
        options.review.tokenFile = Files.writeString(folder.resolve("token"), text);
    }

    private String refused() {
        return assertThrows(Failure.class, () -> ForgeSettings.of(options)).getMessage();
    }

    @Test
    void noForgeIsTheDefault() throws Failure {
        assertEquals(Optional.empty(), ForgeSettings.of(options));
    }

    @ParameterizedTest
    @CsvSource({
        "github,  '',                          GITHUB, https://api.github.com",
        "gitlab,  '',                          GITLAB, https://gitlab.com/api/v4",
        "gitea,   https://git.example/api/v1,  GITEA,  https://git.example/api/v1",
        "forgejo, http://127.0.0.1:3000/api/v1, GITEA, http://127.0.0.1:3000/api/v1",
        "github,  https://ghe.example/api/v3,  GITHUB, https://ghe.example/api/v3",
    })
    void eachKindHasItsApi(String kind, String given, Where.Kind wanted, String api)
            throws Failure, IOException {
        token("t0ken\n");
        options.review.forge = kind;
        options.review.api = given;
        options.review.project = "racks/lab";

        assertEquals(
                Optional.of(new Where(wanted, URI.create(api), "racks/lab", "t0ken")),
                ForgeSettings.of(options));
    }

    @Test
    void whatIsMissingIsSaid() throws IOException {
        options.review.forge = "bitbucket";
        assertEquals("--forge is github, gitlab, gitea or forgejo, not 'bitbucket'", refused());
        options.review.forge = "gitea";
        assertEquals("--forge-project is like owner/name, not ''", refused());
        options.review.project = "racks/lab";
        assertEquals("--forge needs a token: --forge-token-file FILE", refused());
        token(" \n");
        assertEquals("--forge needs a token: --forge-token-file FILE", refused());
        token("t0ken");
        assertEquals(
                "say where the forge's API is: --forge-api URL, as https://git.example/api/v1",
                refused());
    }

    @Test
    void aShortHookSecretIsRefused() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "too short\n");
        options.source.repo = "https://git.example/rack.git";
        options.home.kubeconfig = Files.writeString(folder.resolve("kubeconfig"), "");
        options.home.dataDir = folder.resolve("data");
        options.boot.address = dev.bringup.model.Ip4.parse("127.0.0.1");
        options.review.hookSecret = secret;

        assertEquals(
                "the webhook secret in " + secret + " is too short; 16 letters are the least",
                assertThrows(Failure.class, () -> Settings.of(options)).getMessage());
    }
}
