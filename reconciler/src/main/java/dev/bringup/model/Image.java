package dev.bringup.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a machine runs: an image of a disk, or what is started from the network at every boot.
/// `bundles` are archives of container images that it has before its kubelet starts.
public record Image(
        String name, Arch arch, Boot boot, Optional<KubeVersion> kubernetes, List<Asset> bundles) {

    public Image {
        // A journal from before there were any has none.
        bundles = List.copyOf(Objects.requireNonNullElse(bundles, List.of()));
    }

    public Image(String name, Arch arch, Boot boot, Optional<KubeVersion> kubernetes) {
        this(name, arch, boot, kubernetes, List.of());
    }

    /// A file that machines fetch: `url` is absolute, or a path below our own assets. The digest is
    /// of the file as it is served.
    public record Asset(String url, Sha256 digest) {}

    public sealed interface Boot {

        /// Written to the machine's disk, which it boots from.
        record Disk(Asset file, Format format) implements Boot {}

        /// Runs from memory, and no disk is written. In `args` the names of [Fill] are filled in.
        record Live(Asset kernel, List<Asset> initrds, Optional<Asset> rootfs, List<String> args)
                implements Boot {
            public Live {
                initrds = List.copyOf(initrds);
                args = List.copyOf(args);
            }
        }

        /// A distribution's own installer. It is started in place of ours once ours chose a disk.
        record Installer(Live program) implements Boot {}
    }

    /// What a kernel is told that differs from boot to boot.
    public enum Fill {
        /// The folder of the payload's files, with a slash at its end.
        CONFIG_URL("{{bringup.configUrl}}"),
        ROOTFS_URL("{{bringup.rootfsUrl}}");

        private final String text;

        Fill(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /// A disk's, that does not say which Kubernetes is in it.
    public Image(String name, Arch arch, String url, Sha256 digest, Format format) {
        this(name, arch, new Boot.Disk(new Asset(url, digest), format), Optional.empty());
    }

    public boolean isLive() {
        return boot instanceof Boot.Live;
    }

    /// All its files: what is fetched, and what makes it differ from another.
    public List<Asset> assets() {
        List<Asset> all = new ArrayList<>();
        switch (boot) {
            case Boot.Disk(Asset file, _) -> all.add(file);
            case Boot.Live program -> add(program, all);
            case Boot.Installer(Boot.Live program) -> add(program, all);
        }
        all.addAll(bundles);
        return List.copyOf(all);
    }

    private static void add(Boot.Live program, List<Asset> all) {
        all.add(program.kernel());
        all.addAll(program.initrds());
        program.rootfs().ifPresent(all::add);
    }

    /// What is started with arguments of its own, whatever it does then.
    public Optional<Boot.Live> program() {
        return switch (boot) {
            case Boot.Disk _ -> Optional.empty();
            case Boot.Live program -> Optional.of(program);
            case Boot.Installer(Boot.Live program) -> Optional.of(program);
        };
    }

    /// The beginnings of its files' digests.
    public String brief() {
        return assets().stream()
                .map(asset -> asset.digest().hex().substring(0, 8))
                .collect(Collectors.joining("+"));
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
