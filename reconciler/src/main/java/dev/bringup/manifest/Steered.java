package dev.bringup.manifest;

import java.util.Optional;

/// How each distribution's installer is told the two things that it must be told: the lines that a
/// template lacks.
record Steered(String target, String finish) {

    static Optional<Steered> by(Declared.Language language) {
        return switch (language) {
            case CLOUD_INIT, IGNITION, BUTANE, SCRIPT, TALOS -> Optional.empty();
            case KICKSTART ->
                    Optional.of(
                            new Steered(
                                    "in %pre: echo \"ignoredisk --only-use=$(curl -fsS"
                                            + " {{ bringup.targetUrl }} | sh)\" > /tmp/target.ks;"
                                            + " outside of it: %include /tmp/target.ks",
                                    "%post --nochroot: curl -fsS {{ bringup.finishUrl }} | sh"));
            case PRESEED ->
                    Optional.of(
                            new Steered(
                                    "d-i partman/early_command string debconf-set"
                                            + " partman-auto/disk \"$(wget -qO-"
                                            + " {{ bringup.targetUrl }} | sh)\"",
                                    "d-i preseed/late_command string wget -qO-"
                                            + " {{ bringup.finishUrl }} | sh"));
            case AUTOINSTALL ->
                    Optional.of(
                            new Steered(
                                    "early-commands: [\"sed -i s,@DISK@,$(curl -fsS {{"
                                            + " bringup.targetUrl }} | sh), /autoinstall.yaml\"]",
                                    "late-commands: [\"curl -fsS {{ bringup.finishUrl }} |"
                                            + " sh\"]"));
        };
    }
}
