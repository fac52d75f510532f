package dev.bringup.plan;

import dev.bringup.model.CertRequest;
import dev.bringup.model.CertRequest.Asked;
import dev.bringup.model.CertRequest.By;
import dev.bringup.model.CertRequest.Signer;
import dev.bringup.model.Desired;
import dev.bringup.model.Fact;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.Observed;
import dev.bringup.model.Permit.Stage;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whether a kubelet gets the certificate that it asks for (R10): for the machine that asks, which
/// is joining or has its Node, and for nothing else.
public final class Vouching {

    /// Kubelets with RSA keys ask for the first two.
    private static final Set<String> HARMLESS = Set.of("digital signature", "key encipherment");

    private Vouching() {}

    /// Why it stays pending; empty if it may be approved.
    public static Optional<String> doubt(CertRequest request, Desired desired, Observed observed) {
        if (request.requester().isEmpty()) {
            return Optional.of("no machine of ours asked for it");
        }
        if (request.asked().isEmpty()) {
            return Optional.of("it cannot be read");
        }
        MachineId id = request.requester().get().machine();
        Asked asked = request.asked().get();
        return desired.machine(id)
                .filter(m -> m.intent().state() != MachineSpec.Want.RELEASED)
                .map(machine ->
                        standing(request, id, observed)
                                .or(() -> subject(asked, id))
                                .or(() -> usages(request))
                                .or(() -> hosts(request, asked, machine, desired)))
                .orElseGet(() -> Optional.of(id + " is no machine of this commit"));
    }

    /// Whether nobody need be told that it stays pending: its machine is leaving.
    public static boolean isMoot(CertRequest request, Observed observed) {
        return request.requester()
                .filter(by -> observed.leaving().containsKey(by.machine()))
                .isPresent();
    }

    private static Optional<String> standing(CertRequest request, MachineId id, Observed observed) {
        boolean here =
                observed.of(id)
                        .node()
                        .map(Fact::value)
                        .filter(NodeState.Present.class::isInstance)
                        .isPresent();
        boolean joining =
                observed.attempt(id)
                        .flatMap(attempt -> attempt.stage())
                        .filter(stage -> stage == Stage.CLOSED)
                        .isPresent();
        boolean token = request.requester().filter(r -> r.by() == By.TOKEN).isPresent();
        if (token && request.signer() == Signer.SERVING) {
            return Optional.of("a token is no kubelet");
        }
        if (token) {
            return joining ? Optional.empty() : Optional.of(id + " is not about to join");
        }
        return here || joining ? Optional.empty() : Optional.of(id + " has no Node");
    }

    private static Optional<String> subject(Asked asked, MachineId id) {
        String name = "system:node:" + id;
        if (!asked.commonName().equals(name)) {
            return Optional.of("it is for '" + asked.commonName() + "' and not for " + name);
        }
        return asked.organizations().equals(Set.of("system:nodes"))
                ? Optional.empty()
                : Optional.of(
                        "it is for the groups "
                                + new TreeSet<>(asked.organizations())
                                + " and not for system:nodes");
    }

    private static Optional<String> usages(CertRequest request) {
        Set<String> more = new TreeSet<>(request.usages());
        more.removeAll(HARMLESS);
        return more.equals(Set.of(request.signer().usage()))
                ? Optional.empty()
                : Optional.of(
                        "its usages are "
                                + new TreeSet<>(request.usages())
                                + " and not those of "
                                + request.signer().usage());
    }

    private static Optional<String> hosts(
            CertRequest request, Asked asked, MachineSpec machine, Desired desired) {
        Set<String> own = new TreeSet<>();
        if (request.signer() == Signer.SERVING) {
            String name = machine.id().name();
            own.add(name);
            own.add(machine.address().toString());
            desired.cluster().network().domain().ifPresent(domain -> own.add(name + "." + domain));
            if (asked.hosts().isEmpty()) {
                return Optional.of("it names no host");
            }
        }
        Set<String> foreign = new TreeSet<>(asked.hosts());
        foreign.removeAll(own);
        return foreign.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "it names "
                                + String.join(", ", foreign)
                                + ", which is not "
                                + machine.id());
    }
}
