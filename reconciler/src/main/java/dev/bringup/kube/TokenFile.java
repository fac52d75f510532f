package dev.bringup.kube;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A kubeconfig may name a file that holds the token, as a service account's in a pod, where it is
/// replaced every hour. The client passes over it.
final class TokenFile {

    private TokenFile() {}

    /// Reads it anew for each request.
    static void name(Config config, Path kubeconfig) throws IOException {
        io.fabric8.kubernetes.api.model.Config written =
                new KubernetesSerialization()
                        .unmarshal(
                                Files.readString(kubeconfig),
                                io.fabric8.kubernetes.api.model.Config.class);
        Optional<Path> file =
                user(written)
                        .map(AuthInfo::getTokenFile)
                        .map(name -> kubeconfig.toAbsolutePath().resolveSibling(name));
        file.ifPresent(f -> config.setOauthTokenProvider(() -> read(f)));
    }

    private static Optional<AuthInfo> user(io.fabric8.kubernetes.api.model.Config written) {
        return written.getContexts().stream()
                .filter(context -> context.getName().equals(written.getCurrentContext()))
                .map(NamedContext::getContext)
                .map(Context::getUser)
                .flatMap(name ->
                        written.getUsers().stream().filter(user -> user.getName().equals(name)))
                .map(NamedAuthInfo::getUser)
                .findFirst();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the token file " + file, e);
        }
    }
}
