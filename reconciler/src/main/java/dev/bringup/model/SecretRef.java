package dev.bringup.model;

/// Where a secret is. The value itself is never part of the desired state.
public sealed interface SecretRef {

    /// An environment variable of the reconciler.
    record Env(String name) implements SecretRef {}

    /// A file on the reconciler's machine; a relative path is below its secrets folder.
    record File(String path) implements SecretRef {}
}
