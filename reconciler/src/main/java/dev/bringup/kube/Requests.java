package dev.bringup.kube;

import dev.bringup.model.CertRequest;
import dev.bringup.model.CertRequest.By;
import dev.bringup.model.CertRequest.Requester;
import dev.bringup.model.CertRequest.Signer;
import dev.bringup.model.MachineId;
import dev.bringup.port.Outcome;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Certificates that kubelets ask for. `read` reads what is to be signed.
public final class Requests {

    private static final String TOKEN = "system:bootstrap:";
    private static final String NODE = "system:node:";

    private final KubernetesClient client;
    private final Function<String, Optional<CertRequest.Asked>> read;

    Requests(KubernetesClient client, Function<String, Optional<CertRequest.Asked>> read) {
        this.client = client;
        this.read = read;
    }

    /// Those that nobody has decided yet; empty when the cluster could not be asked.
    public Optional<List<CertRequest>> pending() {
        try {
            List<CertRequest> pending = new ArrayList<>();
            for (CertificateSigningRequest request :
                    client.certificates().v1().certificateSigningRequests().list().getItems()) {
                Optional<Signer> signer = signer(request);
                if (signer.isPresent() && isPending(request)) {
                    pending.add(read(request, signer.get()));
                }
            }
            return Optional.of(pending);
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    private static Optional<Signer> signer(CertificateSigningRequest request) {
        return List.of(Signer.values()).stream()
                .filter(s -> s.text().equals(request.getSpec().getSignerName()))
                .findFirst();
    }

    private static boolean isPending(CertificateSigningRequest request) {
        return request.getStatus() == null
                || (request.getStatus().getConditions().isEmpty()
                        && request.getStatus().getCertificate() == null);
    }

    private CertRequest read(CertificateSigningRequest request, Signer signer) {
        return new CertRequest(
                request.getMetadata().getName(),
                signer,
                requester(request),
                Set.copyOf(request.getSpec().getUsages()),
                read.apply(request.getSpec().getRequest()));
    }

    /// The API server writes down who asked; nobody else can.
    private Optional<Requester> requester(CertificateSigningRequest request) {
        String user = Optional.ofNullable(request.getSpec().getUsername()).orElse("");
        if (user.startsWith(NODE) && request.getSpec().getGroups().contains("system:nodes")) {
            return machine(user.substring(NODE.length())).map(id -> new Requester(id, By.NODE));
        }
        return user.startsWith(TOKEN)
                ? ofToken(user.substring(TOKEN.length()))
                        .map(machine -> new Requester(machine, By.TOKEN))
                : Optional.empty();
    }

    private Optional<MachineId> ofToken(String id) {
        Secret token =
                client.secrets().inNamespace("kube-system").withName("bootstrap-token-" + id).get();
        return Optional.ofNullable(token)
                .map(t -> t.getMetadata().getAnnotations().get(Marks.MACHINE))
                .flatMap(Requests::machine);
    }

    /// Not every Node is called as a machine can be.
    private static Optional<MachineId> machine(String name) {
        try {
            return Optional.of(new MachineId(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public Outcome approve(CertRequest request) {
        CertificateSigningRequestCondition approved =
                new CertificateSigningRequestConditionBuilder()
                        .withType("Approved")
                        .withStatus("True")
                        .withReason("BringupApprove")
                        .withMessage("the machine, its names and its usages are right")
                        .build();
        return Reply.of(() -> {
            client.certificates()
                    .v1()
                    .certificateSigningRequests()
                    .withName(request.name())
                    .approve(approved);
            return new Outcome.Done();
        });
    }
}
