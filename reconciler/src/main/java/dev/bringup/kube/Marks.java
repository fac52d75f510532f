package dev.bringup.kube;

/// The annotations we leave on Nodes, so that whoever looks at one knows what is ours.
final class Marks {

    static final String FINGERPRINT = "bringup.dev/fingerprint";
    static final String COMMIT = "bringup.dev/commit";
    static final String ATTEMPT = "bringup.dev/attempt";
    static final String REBOOT_GENERATION = "bringup.dev/reboot-generation";

    /// Stands on a Node exactly as long as the cordon is ours.
    static final String CORDONED = "bringup.dev/cordoned";

    /// When the drain that followed was complete.
    static final String DRAINED = "bringup.dev/drained";

    /// The keys of the labels that we set, and the taints: what Git drops is ours to remove.
    static final String LABELS = "bringup.dev/labels";

    static final String TAINTS = "bringup.dev/taints";

    /// On a bootstrap token: the one machine it is for.
    static final String MACHINE = "bringup.dev/machine";

    private Marks() {}
}
