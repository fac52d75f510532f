package dev.bringup.kube;

/// The annotations and labels we leave on Nodes and other objects, so that whoever looks at one
/// knows what is ours.
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

    /// On every object of addons: which Addons, which step of it, and the digest of its manifest.
    static final String ADDONS = "bringup.dev/addons";

    static final String STEP = "bringup.dev/step";
    static final String DIGEST = "bringup.dev/digest";

    /// On a Machine object that shows one of Git.
    static final String SHOWN = "bringup.dev/shown";

    /// As whom we write fields.
    static final String MANAGER = "bringup";

    private Marks() {}
}
