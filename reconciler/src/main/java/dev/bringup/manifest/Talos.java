package dev.bringup.manifest;

import dev.bringup.model.Diagnostic.Position;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What does not go with Talos Linux: a system that is a file, a kubelet and nothing that could be
/// told anything else.
final class Talos {

    private final List<Document> profiles;
    private final Problems problems;

    /// Of all profiles, those that have such a payload.
    Talos(List<Document> profiles, Problems problems) {
        this.profiles =
                profiles.stream()
                        .filter(p -> p.spec().map("payload").get("talos").isPresent())
                        .toList();
        this.problems = problems;
    }

    void check(List<Document> images, List<Document> machines, List<Document> clusters) {
        for (Document profile : profiles) {
            Tree.Mapping spec = profile.spec();
            if (spec.need("role").equals("controlPlane")) {
                say(
                        spec.place("role"),
                        "control planes of Talos are not made here: their etcd is Talos' own",
                        "make them with talosctl, and let Bringup adopt the cluster: bootstrap:"
                                + " external");
            }
            if (!spec.list("steps").isEmpty()) {
                say(spec.place("steps"), "steps are run over SSH, which Talos has not", REMOVE);
            }
            arguments(profile);
            images.stream()
                    .filter(image -> image.name().equals(spec.need("image")))
                    .forEach(image -> image(spec, image));
        }
        Set<String> names = profiles.stream().map(Document::name).collect(Collectors.toSet());
        machines.stream()
                .filter(machine -> names.contains(machine.spec().need("profile")))
                .forEach(this::arguments);
        clusters.stream()
                .map(cluster -> cluster.spec().map("kubernetes"))
                .filter(_ -> !profiles.isEmpty())
                .filter(kubernetes -> kubernetes.text("bootstrap").orElse("").equals("k3s"))
                .forEach(kubernetes ->
                        say(
                                kubernetes.place("bootstrap"),
                                "a worker of Talos does not join a cluster of k3s",
                                "use 'bootstrap: external' and a cluster of Talos or kubeadm"));
    }

    private static final String REMOVE = "remove it";

    /// They are part of a signed file in its image.
    private void arguments(Document document) {
        if (!document.spec().list("kernelArgs").isEmpty()) {
            say(
                    document.spec().place("kernelArgs"),
                    "the arguments of Talos' kernel are part of its image",
                    "make an image with them, and remove this");
        }
    }

    private void image(Tree.Mapping spec, Document image) {
        if (!image.spec().need("boot").equals("disk")) {
            say(
                    spec.place("image"),
                    "Talos starts from its disk, and image '%s' has 'boot: %s'"
                            .formatted(image.name(), image.spec().need("boot")),
                    "use its disk image of the platform 'metal', with 'boot: disk'");
        }
        if (!image.spec().list("bundles").isEmpty()) {
            say(
                    image.spec().place("bundles"),
                    "nothing on Talos would load the bundles",
                    REMOVE + ", or use machine.registries.mirrors");
        }
    }

    private void say(Position at, String problem, String help) {
        problems.add(Code.TALOS, at, problem, help);
    }
}
