package dev.bringup.model;

/// Where a secret is. The value itself is never part of the desired state.
public sealed interface SecretRef {

    /// An environment variable of the reconciler.
    record Env(String name) implements SecretRef {}

    /// A file on the reconciler's machine; a relative path is below its secrets folder.
    record File(String path) implements SecretRef {}

    /// A value in a file of the state repository that SOPS encrypted. `text` is that file as it
    /// stands in the commit.
    record Sops(String file, String key, String text) implements SecretRef {
        @Override
        public String toString() {
            return file + "#" + key;
        }
    }

    /// A value of a Secret of the cluster that machines join.
    record Kubernetes(String namespace, String name, String key) implements SecretRef {}
}
