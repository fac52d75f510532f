package dev.bringup.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Everything that `pki` can be told.
@Command(
        name = "pki",
        description = "Make, show and renew what all trust in a cluster hangs on.",
        footer = {
            "%nThe roots of trust are a cluster's certificate authorities (Kubernetes, etcd, front"
                    + " proxy), the keys that sign service accounts' tokens, and the authority"
                    + " that signs machines' SSH host keys. They lie in the state repository as"
                    + " pki/roots.age, encrypted for age recipients, and are never written in"
                    + " clear: age --decrypt opens the file without Bringup.",
            "%ninit makes them, and never overwrites any. show prints subjects, digests and"
                    + " expiry, no keys, and the line of a known_hosts by which ssh knows machines"
                    + " whose payload shows {{ bringup.hostCertificate }}. rotate --what:",
            "  recipients       encrypts the same roots for those who are named now; an age key"
                    + " that could open the file can still open its older commits.",
            "  certificates     renews the authorities' certificates for ten years, for the same"
                    + " keys: all that they signed stays good.",
            "  service-accounts gives tokens a new key in two steps: the first makes it accepted,"
                    + " the second lets it sign. Between them every control plane has to get the"
                    + " new files, or it refuses tokens that another one signed.",
            "  ssh-host-ca      makes a new SSH host CA, or the first one of older roots. The one"
                    + " before it is still taken, for machines that were not installed since; the"
                    + " one before that is not.",
            "The key of a certificate authority is not rotated: everything in the cluster would"
                    + " have to trust two of them for a while. rotate changes this file, not"
                    + " machines that run.",
            "%nExamples:",
            "  bringup pki init rack --recipient age1... --recipient age1...",
            "  bringup pki show rack --age-identity ~/.config/age/key.txt",
            "  bringup pki rotate rack --what certificates --age-identity key.txt"
        })
public final class PkiOptions {

    /// What is done.
    public enum Task {
        INIT,
        SHOW,
        ROTATE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What `rotate` renews.
    public enum What {
        RECIPIENTS,
        CERTIFICATES,
        SERVICE_ACCOUNTS,
        SSH_HOST_CA;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @Mixin public Help help = new Help();

    @Parameters(index = "0", paramLabel = "TASK", description = "${COMPLETION-CANDIDATES}.")
    public Task task = Task.SHOW;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PATH",
            description = "Folder or file of the state repository (default: here).")
    public Path path = Path.of(".");

    @Option(
            names = "--recipient",
            paramLabel = "AGE1...",
            description =
                    "Who can open the roots, once for each, for init and rotate --what recipients"
                            + " (default: only the keys of --age-identity).")
    public List<String> recipients = new ArrayList<>();

    @Option(
            names = "--age-identity",
            paramLabel = "FILE",
            description = "Age keys that open the roots; they are recipients as well.")
    public @Nullable Path ageIdentity;

    @Option(
            names = "--what",
            paramLabel = "WHAT",
            description = "What rotate renews: ${COMPLETION-CANDIDATES}.")
    public @Nullable What what;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    public Output output = Output.TEXT;
}
