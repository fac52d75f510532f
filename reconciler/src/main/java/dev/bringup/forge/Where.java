package dev.bringup.forge;

import java.net.URI;

/// The project on its forge, and how to get in. `api` is the root of the forge's REST API.
public record Where(Kind kind, URI api, String project, String token) {

    public enum Kind {
        GITHUB,
        GITLAB,
        GITEA
    }

    /// The token is a secret.
    @Override
    public String toString() {
        return kind + " " + api + " " + project;
    }
}
