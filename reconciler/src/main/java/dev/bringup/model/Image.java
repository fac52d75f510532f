package dev.bringup.model;

import java.util.Optional;

/// A disk image: `url` is absolute, or a path below our own assets. The digest is of the file as it
/// is served.
public record Image(
        String name,
        Arch arch,
        String url,
        Sha256 digest,
        Format format,
        Optional<KubeVersion> kubernetes) {

    /// One that does not say which Kubernetes is in it.
    public Image(String name, Arch arch, String url, Sha256 digest, Format format) {
        this(name, arch, url, digest, format, Optional.empty());
    }

    public enum Arch {
        X86_64,
        ARM64
    }

    public enum Format {
        RAW("raw"),
        RAW_GZ("raw.gz"),
        RAW_ZST("raw.zst");

        private final String text;

        Format(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
