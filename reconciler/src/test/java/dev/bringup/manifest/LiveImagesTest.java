package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.bringup.model.Fingerprint;
import dev.bringup.model.Image;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.Payload;
import dev.bringup.model.Sha256;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Images that run from memory: what they are made of, and what does not fit together.
class LiveImagesTest {

    private static final String DIGEST = "ab".repeat(32);
    private static final Image.Asset KERNEL = new Image.Asset("vmlinuz", new Sha256(DIGEST));

    private static String wrong(String image) {
        return Repo.problems(Repo.with("live.yaml", image));
    }

    @Test
    void itIsAKernelAndWhatItNeeds() {
        String image =
                Repo.LIVE.replace(
                        "  args: [quiet]\n",
                        """
                          initrd:
                            - {url: a, sha256: %1$s}
                            - {url: b, sha256: %1$s}
                          rootfs: {url: "https://images.example/rootfs", sha256: %1$s}
                          args:
                            - "coreos.live.rootfs_url={{ bringup.rootfsUrl }}"
                            - "config={{bringup.configUrl}}x"
                          kubernetesVersion: 1.36.2
                        """
                                .formatted(DIGEST));
        assertEquals(
                new Image(
                        "live-1",
                        Image.Arch.X86_64,
                        new Image.Boot.Live(
                                KERNEL,
                                List.of(asset("a"), asset("b")),
                                Optional.of(asset("https://images.example/rootfs")),
                                List.of(
                                        "coreos.live.rootfs_url={{bringup.rootfsUrl}}",
                                        "config={{bringup.configUrl}}x")),
                        Optional.of(KubeVersion.parse("1.36.2"))),
                Repo.valid(Repo.with("live.yaml", image)).images().get("live-1"));
    }

    private static Image.Asset asset(String url) {
        return new Image.Asset(url, new Sha256(DIGEST));
    }

    @Test
    void whatIsOfTheOtherWayToBootIsNamed() {
        assertEquals(
                """
                live.yaml:6:3: error BU1340: 'kernel' is not for an image with 'boot: disk'
                6 |   kernel: {url: vmlinuz, sha256: %1$s}
                  |   ^
                  = help: write 'boot: live' to start it from the network
                live.yaml:7:3: error BU1340: 'args' is not for an image with 'boot: disk'
                7 |   args: [quiet]
                  |   ^
                  = help: write 'boot: live' to start it from the network\
                """
                        .formatted(DIGEST),
                wrong(Repo.LIVE.replace("boot: live", "boot: disk")));
        assertEquals(
                """
                live.yaml:6:3: error BU1340: 'disk' is not for an image with 'boot: live'
                6 |   disk: {url: vmlinuz, sha256: %1$s}
                  |   ^
                  = help: it has a kernel, and no disk is written\
                """
                        .formatted(DIGEST),
                wrong(Repo.LIVE.replace("kernel:", "disk:")));
        assertEquals(
                """
                live.yaml:5:3: error BU1107: 'spec' needs exactly one of disk, kernel
                5 |   boot: live
                  |   ^
                  = help: none of them is there\
                """,
                wrong(Repo.LIVE.replaceAll("  kernel: .*\n", "")));
    }

    @Test
    void theKernelIsToldWhereItsRootfsIs() {
        assertEquals(
                """
                live.yaml:8:11: error BU1341: no argument tells the kernel where its rootfs is
                8 |   rootfs: {url: r, sha256: %1$s}
                  |           ^
                  = help: add one to 'args', for example\
                 'coreos.live.rootfs_url={{ bringup.rootfsUrl }}'\
                """
                        .formatted(DIGEST),
                wrong(Repo.LIVE + "  rootfs: {url: r, sha256: %s}\n".formatted(DIGEST)));
        assertEquals(
                """
                live.yaml:7:10: error BU1341: there is no rootfs that this argument could name
                7 |   args: ["root={{ bringup.rootfsUrl }}"]
                  |          ^
                  = help: add 'rootfs: {url: ..., sha256: ...}', or leave the argument out\
                """,
                wrong(Repo.LIVE.replace("[quiet]", "[\"root={{ bringup.rootfsUrl }}\"]")));
    }

    @Test
    void nothingElseIsFilledIn() {
        assertEquals(
                """
                live.yaml:7:10: error BU1105: 'spec.args[0]': 'root={{ bringup.nonce }}' does not\
                 have the form ^([^\\s{}|&]|\\{\\{ ?bringup\\.(configUrl|rootfsUrl) ?\\}\\})+$
                7 |   args: ["root={{ bringup.nonce }}"]
                  |          ^\
                """,
                wrong(Repo.LIVE.replace("[quiet]", "[\"root={{ bringup.nonce }}\"]")));
    }

    @Test
    void etcdDoesNotLiveInMemory() {
        assertEquals(
                """
                profile.yaml:5:10: error BU1342: a control plane cannot run from memory: etcd would\
                 lose its data at every boot
                5 |   image: live-1
                  |          ^
                  = help: use an image with 'boot: disk'\
                """,
                Repo.problems(
                        new TreeMap<>(
                                java.util.Map.of(
                                        "cluster.yaml", Repo.bytes(Repo.CLUSTER),
                                        "live.yaml", Repo.bytes(Repo.LIVE),
                                        "worker.j2", Repo.bytes(Repo.TEMPLATE),
                                        "profile.yaml",
                                                Repo.bytes(
                                                        Repo.PROFILE.replace("os-1", "live-1")
                                                                + "  role: controlPlane\n")))));
    }

    @Test
    void whatMovesIsToldOf() {
        assertEquals(
                """
                live.yaml:6:17: warning BU1605: what is at this URL changes without a commit:\
                 '/latest'
                6 |   kernel: {url: https://images.example/latest/vmlinuz, sha256: %1$s}
                  |                 ^
                  = help: name a version, and check a digest\
                """
                        .formatted(DIGEST),
                wrong(
                        Repo.LIVE.replace(
                                "url: vmlinuz", "url: https://images.example/latest/vmlinuz")));
    }

    /// Each part makes another installation of it.
    @Test
    void everyPartIsInTheFingerprint() {
        Image.Asset other = new Image.Asset("vmlinuz", new Sha256("cd".repeat(32)));
        List<Image.Boot> all =
                List.of(
                        new Image.Boot.Disk(KERNEL, Image.Format.RAW),
                        live(KERNEL, List.of(), Optional.empty(), List.of()),
                        live(other, List.of(), Optional.empty(), List.of()),
                        live(KERNEL, List.of(KERNEL), Optional.empty(), List.of()),
                        live(KERNEL, List.of(KERNEL, KERNEL), Optional.empty(), List.of()),
                        live(KERNEL, List.of(), Optional.of(KERNEL), List.of()),
                        live(KERNEL, List.of(), Optional.empty(), List.of("a")),
                        live(KERNEL, List.of(), Optional.empty(), List.of("b")));
        Set<Fingerprint> found = new HashSet<>();
        all.forEach(boot -> found.add(fingerprint(boot, List.of())));
        assertEquals(all.size(), found.size());
        assertNotEquals(fingerprint(all.get(6), List.of()), fingerprint(all.get(1), List.of("a")));
    }

    private static Image.Boot live(
            Image.Asset kernel,
            List<Image.Asset> initrds,
            Optional<Image.Asset> rootfs,
            List<String> args) {
        return new Image.Boot.Live(kernel, initrds, rootfs, args);
    }

    private static Fingerprint fingerprint(Image.Boot boot, List<String> kernelArgs) {
        return Fingerprints.of(
                new Image("os", Image.Arch.X86_64, boot, Optional.empty()),
                new Payload(Payload.Kind.SCRIPT, new TreeMap<>()),
                kernelArgs,
                List.of());
    }

    private static final String BUNDLES = "  bundles: [{url: images.tar, sha256: %s}]\n";

    /// They are part of what a machine is, and somebody must bring them.
    @Test
    void bundlesAreBroughtByThePayload() {
        var files = Repo.with("image.yaml", Repo.IMAGE + BUNDLES.formatted(DIGEST));
        Image image = Repo.valid(files).images().get("os-1");
        assertEquals(List.of(asset("os-1.img"), asset("images.tar")), image.assets());
        assertEquals(
                """
                worker.j2:1:1: error BU1401: rendered for node-01, it never runs what is at\
                 bringup.bundlesUrl, and image 'os-1' has bundles
                1 | #cloud-config
                  | ^\
                """,
                ResolveTest.problems(files));
        files.put(
                "worker.j2",
                Repo.bytes(Repo.TEMPLATE + "runcmd: ['curl {{ bringup.bundlesUrl }} | sh']\n"));
        assertEquals("", ResolveTest.problems(files));
    }

    /// Whoever makes the cluster, its roots of trust may sign host keys.
    @Test
    void aHostCertificateNeedsSomebodyToSignIt() {
        var files =
                Repo.with(
                        "worker.j2",
                        Repo.TEMPLATE
                                + "ssh_keys: {ed25519_certificate: '{{ bringup.hostCertificate }}'}\n");
        assertEquals(
                """
                worker.j2:1:1: error BU1401: rendered for node-01, it shows bringup.hostCertificate,\
                 and there is no pki/roots.age with an SSH host CA to sign one
                1 | #cloud-config
                  | ^
                  = help: make it: bringup pki init --recipient AGE1...\
                """,
                ResolveTest.problems(files));
        files.put("pki/roots.age", Repo.bytes("sealed"));
        assertEquals("", ResolveTest.problems(files));
    }

    @Test
    void anotherBundleIsAnotherInstallation() {
        Image plain =
                new Image(
                        "os",
                        Image.Arch.X86_64,
                        new Image.Boot.Disk(KERNEL, Image.Format.RAW),
                        Optional.empty());
        Image with =
                new Image("os", Image.Arch.X86_64, plain.boot(), Optional.empty(), List.of(KERNEL));
        Payload none = new Payload(Payload.Kind.SCRIPT, new TreeMap<>());
        assertNotEquals(
                Fingerprints.of(plain, none, List.of(), List.of()),
                Fingerprints.of(with, none, List.of(), List.of()));
    }
}
