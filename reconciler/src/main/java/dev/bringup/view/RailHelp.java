package dev.bringup.view;

import dev.bringup.model.Rail;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a rail is, what its limits are by default, and what to do about a step that it holds.
public final class RailHelp {

    private static final String R1_HELP =
            """
            The branch could not be read, or its tip does not load or does not descend from the
            accepted commit. The last good commit stays in force and nothing new begins. Push a
            commit that loads; `bringup validate` says in which line the problem is. When history
            was rewritten on purpose, `bringup accept COMMIT` puts the new one in force.
            """;

    private static final String R2_HELP =
            """
            A machine whose file is gone is drained, released and switched off; its disk is left
            as it is. By default one commit may take away 30% of the machines; more freezes the
            whole commit. Remove fewer at a time, or raise policy.removal.maxShare in a commit
            of its own first: it counts from the next one.

                policy: {removal: {maxShare: 50%}}

            A Node with our stamp that no file names, and that nobody let go, as after the journal
            was lost, is left alone until a commit brings its file back.

            Only a Decommission wipes, for one machine whose file is gone: when it is off and its
            Node deleted, and only if it is the board that the tombstone names, by what was seen
            of it first and by what it says when it boots. It counts in budgets.reimage.perCommit
            and perHour. Taking it back cancels it until the wipe has begun; then nothing does.

                kind: Decommission
                spec:
                  {machine: node-03, identity: {serial: BKW0J1}, method: quick, expires: 2026-10-01}
            """;

    private static final String R3_HELP =
            """
            A machine is cordoned and drained before it is switched off, rebooted, reimaged or
            released, and PodDisruptionBudgets are respected. A Node that is not Ready is drained
            as well, until it has been away for 10 minutes (policy.remediation.notReadyFor). A
            drain gets 15 minutes; then the machine is held. Find the pod that does not leave, or
            let the drain force it:

                policy: {drain: {timeout: 30m, then: force}}
            """;

    private static final String R4_HELP =
            """
            How many machines a verb may touch at once and in an hour, over the whole fleet. By
            default one reimage at a time and four an hour, two reboots, one power-off and eight
            wakes at a time. What goes on counts, and a command that is repeated within one attempt
            counts once. It goes on by itself when the budget is free; a machine that never
            comes back keeps its place until it is mended, Asleep or Released.

                policy: {budgets: {reimage: {parallel: 2, perHour: 8}}}
            """;

    private static final String R5_HELP =
            """
            Machines of a profile with `role: controlPlane` are drained, rebooted and switched off
            one at a time, while all the others have a fresh, Ready Node and nobody works on them;
            more than half of all that Git names, or that still leave, serve after each step. A
            step takes the power of one machine's own outlets, never of a rack or a PDU, so a
            shared one holds nothing; BU1612 warns when one would take them all. It goes on by
            itself when the others serve. Two control planes cannot be stopped at all; a lone one
            waits for an Approval (R15), and is never released.

            Where Bringup made the cluster, etcd is snapshotted into the data directory before one
            is touched, and who loses its disk leaves etcd first. A lone one gets back what was
            snapshotted: its new installation begins with that.

            Of a cluster with `bootstrap: external` Bringup knows no etcd, so that it neither
            reimages nor releases a control plane. Do it by hand: with `state: Maintenance` Bringup
            drains the machine and leaves it alone. Snapshot etcd, remove the member, delete the
            Node. Then the machine is no control plane any more, and in a profile with `role:
            worker` Bringup installs it or lets it go. Taking the role away takes this rail away,
            so that no commit may take the role and the installation of a Joined one at once
            (BU2014).

                kind: Profile
                spec: {role: controlPlane}

            With `kubernetes.bootstrap: kubeadm` the first control plane by name makes the cluster,
            once, and the others join it one at a time. It is made only while its API was never
            heard, and when every control plane carries an installation that this reconciler wrote
            itself: a disk that somebody else installed may hold the cluster that does not answer.
            Who began is the only one who goes on; it begins anew only when its disk was empty
            again. If such a cluster is gone for good, empty the disk or take the machine out of
            Git.
            """;

    private static final String R6_HELP =
            """
            An installer writes to a blank disk, or to one whose marker says that it is this
            machine's. A disk with other data is held until the Machine names it as one that may
            be lost:

                disk: {overwrite: S3Z8NB0K}

            What is wiped for a Decommission is every disk with the machine's own marker, and no
            other disk is touched.
            """;

    private static final String R7_HELP =
            """
            Each installation has a permit of its own, and every boot without one starts the
            machine's own disk. A machine that was stopped while it was being written waits and
            gets a new permit by itself. A wipe has a permit of its own as well; one that lost its
            power goes on with it. What was refused is shown for ten minutes.
            """;

    private static final String R8_HELP =
            """
            The machines of policy.canary.first get a new installation before the others of
            their profile, and must run it, Ready, for policy.canary.soak (10 minutes). A
            machine gets three attempts at a commit (policy.retries.max), ten minutes apart; a
            canary that fails them all quarantines the commit for its profile. A revert or any
            other new commit starts at zero.

                policy: {canary: {first: [node-07], soak: 10m}, retries: {max: 3, backoff: 10m}}
            """;

    private static final String R9_HELP =
            """
            A verb that policy.windows names starts in those hours only, and one that
            policy.freezes names does not start until the freeze ends. By default there are
            neither. What is under way finishes, unless its window says `overrun: hold`.
            Machines that policy.sleep has asleep are woken when their schedule ends.
            While the query of policy.alertGate gives anything, or Prometheus cannot be asked,
            nothing is taken from the cluster, but by remediation. By default there is none.

                policy:
                  windows: [{verbs: [reimage], allow: "Sat 02:00-06:00 Europe/Berlin"}]
                  freezes: [{from: 2026-12-20, to: 2027-01-02, verbs: [reimage]}]
                  alertGate: {prometheus: http://10.0.0.9:9090, query: 'ALERTS{severity="page"}'}
            """;

    private static final String R10_HELP =
            """
            A join secret is minted when the installed machine presents the nonce of its permit,
            once, and is good for ten minutes. There is nothing to loosen; a machine that missed
            it gets another over SSH. Its payload is for that machine alone as well. What was
            refused is shown for ten minutes.
            """;

    private static final String R11_HELP =
            """
            Of all reconcilers of a cluster one acts: the one that holds the Lease
            kube-system/bringup, for 30 seconds from its last renewal. While another one holds
            it nothing is done and no installation begins; while Kubernetes cannot be asked,
            nothing that destroys. One that ends lets go of it. There is nothing to loosen.
            Before `kubernetes.bootstrap: kubeadm` has made the cluster there is no Lease. Then the
            disks decide: a machine carries the marker of one reconciler, and only the one whose
            marker is on all control planes lets one of them make the cluster.
            """;

    private static final String R12_HELP =
            """
            Facts older than policy.stale (60 seconds) justify nothing that destroys, and facts
            that contradict each other (the BMC says off, the Node is Ready) justify nothing at
            all. It goes on by itself when the machine, its BMC or Kubernetes answers again.
            Hardware that says it is not what `match` names is disputed as well: correct the
            file, or put the right box back and retry it on the console. It says anew what it is
            whenever it boots from the network. Where there is no `match`, nobody asks.
            A box with another board than the one that was first seen with this MAC address, or
            that `identity` names, is given nothing; when it is the machine now, say so:

                spec: {identity: {uuid: 4c4c4544-0044-4a10-8052-b9c04f4b3132}}

                policy: {stale: 2m}
                kind: Machine
                spec: {match: {vendor: "Intel*", product: "NUC11*", minMemory: 32Gi, minCpus: 8}}
            """;

    private static final String R13_HELP =
            """
            An image that says which kubelet it holds (kubernetesVersion) is installed only if that
            is not of a newer minor than the Cluster's kubernetes.version and at most three minors
            older. A commit may raise kubernetes.version by one minor; one that lowers the minor is
            not taken. Raise the cluster first, then the images. If the cluster never had the newer
            version, `bringup accept COMMIT` takes a commit that corrects it.

            When the revert of an upgrade is refused so, the upgrade stops where it is. Keep
            kubernetes.version and the control planes' image, and give the workers their earlier
            image: they go back.

                kind: Image
                spec: {kubernetesVersion: 1.36.2}
            """;

    private static final String R14_HELP =
            """
            A Node that is not Ready for 10 minutes is remedied: its machine is asked, rebooted,
            and, when that did not last, reimaged, with policy.retries between two cures and as
            their limit, within the budgets, windows and freezes of these verbs. When more than
            40% of the Nodes are away, the cause is elsewhere and nothing is touched. It goes on
            by itself when enough of them are back.

                policy: {remediation: {then: [probe, reboot], maxUnhealthy: 20%}}
            """;

    private static final String R15_HELP =
            """
            A commit may reimage 25% of a profile (budgets.reimage.perCommit); the other verbs
            have no such limit unless you set one. `bringup approve` writes an Approval that
            lets exactly the listed steps pass once. A larger share in the same commit does not
            help: it counts from the next one.

                policy: {budgets: {reimage: {perCommit: 50%}}}
            """;

    private static final String OPERATOR_HELP =
            """
            Somebody wrote it into the repository: `suspend` in the Cluster holds the whole
            fleet, `locked` in a Machine holds all of it but labels and taints. Take the line
            out to go on. What was suspended by hand in the console goes on there.
            """;

    private static final String UNMANAGED_HELP =
            """
            The machine runs something that answers and does not carry our marker. It is never
            taken by itself. If its disk may be lost, name the disk in the Machine's
            `disk.overwrite` and switch the machine off.
            """;

    private RailHelp() {}

    /// A rail by its name, in any case.
    public static Optional<Rail> named(String text) {
        return Arrays.stream(Rail.values())
                .filter(rail -> rail.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    /// As a terminal shows it: the rule in one line, then a paragraph.
    public static String of(Rail rail) {
        return rail.name() + ": " + rail.text() + ".\n\n" + paragraph(rail);
    }

    private static String paragraph(Rail rail) {
        return switch (rail) {
            case R1 -> R1_HELP;
            case R2 -> R2_HELP;
            case R3 -> R3_HELP;
            case R4 -> R4_HELP;
            case R5 -> R5_HELP;
            case R6 -> R6_HELP;
            case R7 -> R7_HELP;
            case R8 -> R8_HELP;
            case R9 -> R9_HELP;
            case R10 -> R10_HELP;
            case R11 -> R11_HELP;
            case R12 -> R12_HELP;
            case R13 -> R13_HELP;
            case R14 -> R14_HELP;
            case R15 -> R15_HELP;
            case OPERATOR -> OPERATOR_HELP;
            case UNMANAGED -> UNMANAGED_HELP;
        };
    }
}
