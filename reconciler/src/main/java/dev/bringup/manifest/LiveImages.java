package dev.bringup.manifest;

import dev.bringup.model.Image.Fill;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Whether the parts of an Image fit the way it is booted.
record LiveImages(List<Document> images, Problems problems) {

    private static final Pattern SPACED = Pattern.compile("\\{\\{ *(bringup\\.\\w+) *\\}\\}");
    private static final List<String> LIVE = List.of("kernel", "initrd", "rootfs", "args");

    /// With what is filled in spelled as [Fill] does.
    static String argument(String text) {
        return SPACED.matcher(text).replaceAll("{{$1}}");
    }

    void check(List<Document> profiles) {
        images.forEach(this::check);
        profiles.stream()
                .filter(profile -> profile.spec().need("role").equals("controlPlane"))
                .filter(profile -> isLive(profile.spec().need("image")))
                .forEach(profile ->
                        problems.add(
                                Code.LIVE_PLANE,
                                profile.spec().place("image"),
                                "a control plane cannot run from memory: etcd would lose its data"
                                        + " at every boot",
                                "use an image with 'boot: disk'"));
    }

    private boolean isLive(String name) {
        return images.stream().anyMatch(image -> image.name().equals(name) && isLive(image.spec()));
    }

    private static boolean isLive(Tree.Mapping image) {
        return image.need("boot").equals("live");
    }

    private void check(Document image) {
        Tree.Mapping spec = image.spec();
        boolean live = isLive(spec);
        String help =
                live
                        ? "it has a kernel, and no disk is written"
                        : "write 'boot: live' to start it from the network";
        for (String field : live ? List.of("disk") : LIVE) {
            if (spec.keys().containsKey(field)) {
                problems.add(
                        Code.OTHER_BOOT,
                        spec.keys().getOrDefault(field, spec.at()),
                        "'%s' is not for an image with 'boot: %s'"
                                .formatted(field, live ? "live" : "disk"),
                        help);
            }
        }
        if (live) {
            rootfs(spec);
        }
    }

    private void rootfs(Tree.Mapping spec) {
        Optional<Tree> named =
                spec.list("args").stream()
                        .filter(arg -> argument(arg.brief()).contains(Fill.ROOTFS_URL.text()))
                        .findFirst();
        boolean given = spec.get("rootfs").isPresent();
        if (given && named.isEmpty()) {
            problems.add(
                    Code.ROOTFS_UNSAID,
                    spec.place("rootfs"),
                    "no argument tells the kernel where its rootfs is",
                    "add one to 'args', for example 'coreos.live.rootfs_url={{"
                            + " bringup.rootfsUrl }}'");
        }
        if (!given && named.isPresent()) {
            problems.add(
                    Code.ROOTFS_UNSAID,
                    named.get().at(),
                    "there is no rootfs that this argument could name",
                    "add 'rootfs: {url: ..., sha256: ...}', or leave the argument out");
        }
    }
}
