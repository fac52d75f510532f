package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.RunOptions;
import dev.bringup.forge.Where;
import java.net.URI;
import java.util.Optional;

/// Which forge reviews happen on, checked.
final class ForgeSettings {

    private ForgeSettings() {}

    static Optional<Where> of(RunOptions options) throws Failure {
        RunOptions.Review review = options.review;
        if (review.forge.isEmpty()) {
            return Optional.empty();
        }
        Where.Kind kind =
                switch (review.forge) {
                    case "github" -> Where.Kind.GITHUB;
                    case "gitlab" -> Where.Kind.GITLAB;
                    case "gitea", "forgejo" -> Where.Kind.GITEA;
                    default ->
                            throw wrong(
                                    "--forge is github, gitlab, gitea or forgejo, not '"
                                            + review.forge
                                            + "'");
                };
        if (!review.project.matches("[\\w.-]+(/[\\w.-]+)+")) {
            throw wrong("--forge-project is like owner/name, not '" + review.project + "'");
        }
        Optional<String> token = Settings.token(review.tokenFile);
        if (token.isEmpty() || token.get().isEmpty()) {
            throw wrong("--forge needs a token: --forge-token-file FILE");
        }
        return Optional.of(new Where(kind, api(review, kind), review.project, token.get()));
    }

    private static URI api(RunOptions.Review review, Where.Kind kind) throws Failure {
        String usual =
                switch (kind) {
                    case GITHUB -> "https://api.github.com";
                    case GITLAB -> "https://gitlab.com/api/v4";
                    case GITEA -> "";
                };
        String api = review.api.isEmpty() ? usual : review.api;
        if (!api.matches("https?://[^\\s?#]+")) {
            throw wrong(
                    "say where the forge's API is: --forge-api URL, as"
                            + " https://git.example/api/v1");
        }
        return URI.create(api);
    }

    private static Failure wrong(String sentence) {
        return new Failure(Exit.WRONG_INPUT, sentence);
    }
}
