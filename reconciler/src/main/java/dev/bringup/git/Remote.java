package dev.bringup.git;

import java.nio.file.Path;
import java.util.Optional;

/// Where the state repository is and how to get in. `path` is a folder or a file in it, empty for
/// all of it.
public record Remote(String url, String branch, String path, Access access) {

    /// How we are let in. A token is sent over https only, a key is offered over ssh only.
    public record Access(Optional<String> token, Optional<Path> sshKey, Optional<Path> knownHosts) {

        public static final Access NONE =
                new Access(Optional.empty(), Optional.empty(), Optional.empty());

        /// The token is a secret.
        @Override
        public String toString() {
            return "Access[token=" + (token.isPresent() ? "..." : "none") + ", " + sshKey + "]";
        }
    }

    public Remote {
        path = path.equals(".") ? "" : path.replaceAll("^/+|/+$", "");
    }
}
