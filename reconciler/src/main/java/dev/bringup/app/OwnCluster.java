package dev.bringup.app;

import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.Kubernetes;
import dev.bringup.port.Entry;
import dev.bringup.port.SourceAnswer;
import dev.bringup.secrets.AdminConfig;
import dev.bringup.secrets.Issuer;
import dev.bringup.secrets.Mask;
import dev.bringup.secrets.Roots;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How the reconciler is known to a cluster that it lets be made: by a certificate that it signs
/// itself at each start, and that is in no file.
final class OwnCluster {

    private static final String US = "bringup";

    /// Whom each tool binds to the role that may do everything.
    static String admins(Kubernetes kubernetes) {
        return switch (kubernetes.tool()) {
            case KUBEADM -> "kubeadm:cluster-admins";
            case K3S -> "system:masters";
        };
    }

    /// Who could take it from our memory could take the roots as well.
    private static final Duration LIFE = Duration.ofDays(3650);

    private OwnCluster() {}

    /// By the commit in force, or by the tip of the branch at the first start.
    static String kubeconfig(
            Repository repository,
            List<Entry> journal,
            Optional<Path> identity,
            Mask mask,
            Issuer issuer)
            throws IOException {
        Optional<CommitId> accepted = Optional.empty();
        for (Entry entry : journal) {
            if (entry instanceof Entry.Accepted(_, CommitId commit, _)) {
                accepted = Optional.of(commit);
            }
        }
        Desired desired =
                switch (repository.look(accepted, Optional.empty())) {
                    case SourceAnswer.Changed(Desired found) -> found;
                    case SourceAnswer.Unchanged _ -> throw new IOException(because("it is empty"));
                    case SourceAnswer.Unusable(String because) ->
                            throw new IOException(because(because));
                    case SourceAnswer.Rejected(_, List<Diagnostic> problems) ->
                            throw new IOException(because("\n" + Diagnostic.render(problems)));
                };
        Kubernetes kubernetes = desired.cluster().kubernetes();
        if (!kubernetes.isMadeHere()) {
            throw new IOException("say which cluster the machines join: --kubeconfig FILE");
        }
        try {
            Roots roots = Joining.open(kubernetes.roots().orElseThrow(), identity, mask);
            return AdminConfig.text(
                    roots,
                    desired.cluster().name(),
                    kubernetes.endpoint().orElseThrow(),
                    issuer.client(roots, US, admins(kubernetes), LIFE));
        } catch (IllegalStateException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static String because(String why) {
        return "there is no --kubeconfig, and the state repository does not say which cluster"
                + " machines are to make: "
                + why;
    }
}
