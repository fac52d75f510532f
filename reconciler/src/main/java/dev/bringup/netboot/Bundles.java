package dev.bringup.netboot;

import dev.bringup.model.Image.Asset;
import dev.bringup.model.MachineSpec;
import java.util.function.Function;

/// The script that brings the container archives of an image to a machine that has containerd. Its
/// payload runs it before the machine joins, which is when its kubelet starts.
final class Bundles {

    /// Under which name it is served beside the payload.
    static final String FILE = "bundles";

    private Bundles() {}

    /// What was brought and not imported yet is brought once.
    static String script(MachineSpec machine, Function<Asset, String> files) {
        StringBuilder script =
                new StringBuilder(
                        """
                        #!/bin/sh
                        set -eu
                        into=${BRINGUP_BUNDLES:-/var/lib/bringup/bundles}
                        mkdir -p "$into"
                        right() {
                            echo "$1  $into/$1" | sha256sum -c - > /dev/null 2>&1
                        }
                        bundle() {
                            right "$2" || curl --fail --silent --show-error --retry 20 \\
                                --retry-delay 3 --retry-all-errors --output "$into/$2" "$1"
                            right "$2" || {
                                echo "bundle $1 does not have the digest $2" >&2
                                rm -f "$into/$2"
                                exit 1
                            }
                            ctr --namespace k8s.io images import "$into/$2"
                            rm "$into/$2"
                        }
                        """);
        machine.install()
                .image()
                .bundles()
                .forEach(bundle ->
                        script.append(
                                "bundle '%s' %s%n"
                                        .formatted(files.apply(bundle), bundle.digest().hex())));
        return script.toString();
    }
}
