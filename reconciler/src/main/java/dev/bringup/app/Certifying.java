package dev.bringup.app;

import dev.bringup.kube.Leadership;
import dev.bringup.kube.Requests;
import dev.bringup.model.Action.Blast;
import dev.bringup.model.CertRequest;
import dev.bringup.model.CertRequest.Requester;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.plan.Vouching;
import dev.bringup.port.Message;
import dev.bringup.port.Outcome;
import dev.bringup.port.Status;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Approves the certificates of kubelets that [Vouching] has no doubt of, while we lead, and says
/// once of each other one why it stays pending.
final class Certifying {

    private static final Logger LOG = LoggerFactory.getLogger(Certifying.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Requests requests;
    private final Leadership leadership;
    private final Supplier<Optional<Status>> status;
    private final Consumer<Message> inbox;

    /// Of requests that are still there.
    private final Set<String> told = new HashSet<>();

    Certifying(
            Requests requests,
            Leadership leadership,
            Supplier<Optional<Status>> status,
            Consumer<Message> inbox) {
        this.requests = requests;
        this.leadership = leadership;
        this.status = status;
        this.inbox = inbox;
    }

    /// Until interrupted.
    void run() {
        try {
            while (true) {
                Thread.sleep(PAUSE);
                round();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        try {
            status.get().ifPresent(this::look);
        } catch (RuntimeException bug) {
            LOG.error("the certificates of kubelets could not be looked at", bug);
        }
    }

    void look(Status now) {
        Optional<Desired> desired = now.desired();
        if (desired.isEmpty() || leadership.fence(Blast.WORKLOAD).isPresent()) {
            return;
        }
        Optional<List<CertRequest>> pending = requests.pending();
        pending.ifPresent(all -> {
            told.retainAll(all.stream().map(CertRequest::name).toList());
            all.forEach(request -> judge(request, desired.get(), now));
        });
    }

    private void judge(CertRequest request, Desired desired, Status now) {
        if (Vouching.isMoot(request, now.observed())) {
            told.add(request.name());
            return;
        }
        Optional<String> doubt = Vouching.doubt(request, desired, now.observed());
        if (doubt.isEmpty()) {
            MachineId machine = request.requester().orElseThrow().machine();
            switch (requests.approve(request)) {
                case Outcome.Done _ ->
                        inbox.accept(
                                new Message.Said(
                                        machine,
                                        "approved the certificate request " + request.name()));
                case Outcome.Retry(String because, _) -> tell(request, because);
                case Outcome.Stalled(String because) -> tell(request, because);
            }
        } else {
            tell(request, doubt.get());
        }
    }

    private void tell(CertRequest request, String because) {
        if (told.add(request.name())) {
            Optional<MachineId> machine = request.requester().map(Requester::machine);
            inbox.accept(
                    new Message.Doubted(
                            machine,
                            "the certificate request "
                                    + request.name()
                                    + " stays pending: "
                                    + because));
        }
    }
}
