package dev.bringup.manifest;

import dev.bringup.model.Image.Fill;
import dev.bringup.model.Payload;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Whether the parts of an Image fit the way it is booted.
record LiveImages(List<Document> images, Problems problems) {

    private static final Pattern SPACED = Pattern.compile("\\{\\{ *(bringup\\.\\w+) *\\}\\}");
    private static final List<String> STEERING =
            Arrays.stream(Payload.Kind.values())
                    .filter(Payload.Kind::steersAnInstaller)
                    .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                    .toList();
    private static final List<String> LIVE = List.of("kernel", "initrd", "rootfs", "args");

    /// With what is filled in spelled as [Fill] does.
    static String argument(String text) {
        return SPACED.matcher(text).replaceAll("{{$1}}");
    }

    void check(List<Document> profiles) {
        images.forEach(this::check);
        profiles.forEach(this::steered);
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

    /// A distribution's installer understands its own language and no other.
    private void steered(Document profile) {
        Tree.Mapping payload = profile.spec().map("payload");
        String name = profile.spec().need("image");
        Optional<Document> image = images.stream().filter(i -> i.name().equals(name)).findFirst();
        if (image.isEmpty() || payload.values().isEmpty()) {
            return;
        }
        String key = payload.values().keySet().iterator().next();
        boolean steers = STEERING.contains(key);
        if (steers && !boots(image.get().spec(), "installer")) {
            problems.add(
                    Code.OTHER_PAYLOAD,
                    payload.keys().getOrDefault(key, payload.at()),
                    "'%s' steers a distribution's installer, and image '%s' is none"
                            .formatted(key, name),
                    "use an image with 'boot: installer', or another payload");
        }
        if (!steers && boots(image.get().spec(), "installer")) {
            problems.add(
                    Code.OTHER_PAYLOAD,
                    payload.keys().getOrDefault(key, payload.at()),
                    "image '%s' is a distribution's installer, which '%s' does not steer"
                            .formatted(name, key),
                    "use " + String.join(", ", STEERING));
        }
    }

    private boolean isLive(String name) {
        return images.stream().anyMatch(image -> image.name().equals(name) && isLive(image.spec()));
    }

    private static boolean isLive(Tree.Mapping image) {
        return boots(image, "live");
    }

    private static boolean boots(Tree.Mapping image, String way) {
        return image.need("boot").equals(way);
    }

    private void check(Document image) {
        Tree.Mapping spec = image.spec();
        boolean starts = !boots(spec, "disk");
        String help =
                isLive(spec)
                        ? "it has a kernel, and no disk is written"
                        : starts
                                ? "it has a kernel, which writes the disk by itself"
                                : "write 'boot: live' to start it from the network";
        for (String field : starts ? List.of("disk") : LIVE) {
            if (spec.keys().containsKey(field)) {
                problems.add(
                        Code.OTHER_BOOT,
                        spec.keys().getOrDefault(field, spec.at()),
                        "'%s' is not for an image with 'boot: %s'"
                                .formatted(field, spec.need("boot")),
                        help);
            }
        }
        if (starts) {
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
