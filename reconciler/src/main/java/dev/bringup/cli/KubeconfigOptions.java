package dev.bringup.cli;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `kubeconfig` can be told.
@Command(
        name = "kubeconfig",
        description = "Mint a kubeconfig from the roots of trust, good for some hours.",
        footer = {
            "%nNobody is asked: the certificate is signed here, with the cluster CA of"
                    + " pki/roots.age, and cannot be called back before it expires. What it may do"
                    + " hangs on its group: kubeadm:cluster-admins may do everything that the"
                    + " cluster's own ClusterRoleBinding of that name grants, system:masters"
                    + " everything whatever the cluster says; k3s has no other.",
            "%nExamples:",
            "  bringup kubeconfig rack --age-identity key.txt > admin.conf",
            "  bringup kubeconfig rack --age-identity key.txt --for 1h --user alice -o admin.conf"
        })
public final class KubeconfigOptions {

    @Mixin public Help help = new Help();

    @Mixin public OutputOption form = new OutputOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description = "Folder or file of the state repository (default: here).")
    public Path path = Path.of(".");

    @Option(
            names = "--age-identity",
            paramLabel = "FILE",
            description = "Age keys that open the roots of trust.")
    public @Nullable Path ageIdentity;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "How long it is good (default: ${DEFAULT-VALUE}).",
            defaultValue = "8h")
    public Duration goodFor = Duration.ofHours(8);

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "Whom the cluster's audit log names (default: ${DEFAULT-VALUE}).")
    public String user = "bringup-admin";

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description =
                    "What its rights hang on (default: kubeadm:cluster-admins, or system:masters"
                            + " with k3s).")
    public @Nullable String group;

    @Option(
            names = "--endpoint",
            paramLabel = "HOST:PORT",
            description = "Where the API is (default: kubernetes.endpoint of the Cluster).")
    public @Nullable String endpoint;

    @Option(
            names = {"-o", "--into"},
            paramLabel = "FILE",
            description = "Write it here, for its owner alone (default: print it).")
    public @Nullable Path into;
}
