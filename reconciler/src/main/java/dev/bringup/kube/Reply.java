package dev.bringup.kube;

import dev.bringup.port.Outcome;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/// Turns what the client throws into outcomes, here and nowhere else.
final class Reply {

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration WHEN_BACK = Duration.ofSeconds(5);

    private Reply() {}

    static Outcome of(Supplier<Outcome> call) {
        try {
            return call.get();
        } catch (KubernetesClientException e) {
            return outcome(e);
        }
    }

    /// An answer of 4xx will be the same tomorrow, except for "not now" (409, 429).
    static Outcome outcome(KubernetesClientException e) {
        return switch (e.getCode() / 100) {
            case 4 ->
                    e.getCode() == 409 || e.getCode() == 429
                            ? new Outcome.Retry(because(e), SOON)
                            : new Outcome.Stalled(because(e));
            default -> new Outcome.Retry(because(e), WHEN_BACK);
        };
    }

    static String because(KubernetesClientException e) {
        if (e.getStatus() != null && e.getStatus().getMessage() != null) {
            return "Kubernetes answered: " + e.getStatus().getMessage();
        }
        if (e.getCode() > 0) {
            return "Kubernetes answered with HTTP status " + e.getCode();
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text =
                Objects.requireNonNullElse(root.getMessage(), root.getClass().getSimpleName());
        return "the Kubernetes API does not answer: " + text;
    }
}
