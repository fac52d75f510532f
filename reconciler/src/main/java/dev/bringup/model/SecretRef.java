package dev.bringup.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Where a secret is. The value itself is never part of the desired state.
public sealed interface SecretRef {

    /// An environment variable of the reconciler.
    record Env(String name) implements SecretRef {}

    /// A file on the reconciler's machine; a relative path is below its secrets folder.
    record File(String path) implements SecretRef {}

    /// A value in a file of the state repository that SOPS encrypted. `text` is that file as it
    /// stands in the commit.
    record Sops(String file, String key, String text) implements SecretRef {

        private static final byte[] MARK = "\nsops:".getBytes(StandardCharsets.US_ASCII);

        /// Whether SOPS encrypted this file: such a file has secrets in it, and no objects.
        public static boolean encrypted(byte[] file) {
            int from = MARK.length - 1;
            if (Arrays.equals(file, 0, Math.min(from, file.length), MARK, 1, MARK.length)) {
                return true;
            }
            for (int i = 0; i + MARK.length <= file.length; i++) {
                if (file[i] == '\n'
                        && Arrays.equals(file, i, i + MARK.length, MARK, 0, MARK.length)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return file + "#" + key;
        }
    }

    /// A value of a Secret of the cluster that machines join.
    record Kubernetes(String namespace, String name, String key) implements SecretRef {}
}
