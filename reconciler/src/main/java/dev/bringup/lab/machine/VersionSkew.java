package dev.bringup.lab.machine;

import dev.bringup.model.KubeVersion;
import java.util.Optional;

/// What a kubelet and an API server make of each other's versions. It is Kubernetes' own rule, told
/// here once more: a world that asked the rails would not notice that they are wrong.
public final class VersionSkew {

    private static final int OLDEST = 3;

    private VersionSkew() {}

    /// Why this kubelet does not run beside that API server, if it does not.
    public static Optional<String> refuses(KubeVersion kubelet, KubeVersion server) {
        int behind = (server.major() - kubelet.major()) * 1000 + server.minor() - kubelet.minor();
        if (behind < 0) {
            return Optional.of(
                    "%s is newer than the API server, which is %s".formatted(kubelet, server));
        }
        return behind > OLDEST
                ? Optional.of(
                        "%s is more than three minors older than the API server, which is %s"
                                .formatted(kubelet, server))
                : Optional.empty();
    }
}
