package dev.bringup.plan;

import dev.bringup.model.Alert;
import dev.bringup.model.Fact;
import dev.bringup.model.Observed;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.AlertGate;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Remembered;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The alert gate: while something is wrong with the cluster, nothing is taken from it.
public final class Gates {

    private Gates() {}

    /// The gates that decide now: that of the policy in force and that of the one before.
    public static Stream<AlertGate> of(Policy own, Remembered remembered) {
        return remembered
                .judging(own)
                .flatMap(policy -> policy.timing().gate().stream())
                .distinct();
    }

    /// Why a verb may not start now. Who cannot be asked says nothing good: silence holds as well.
    /// To wake a machine takes nothing away.
    static Optional<String> shut(Policy policy, Budgeted verb, Observed observed) {
        return verb == Budgeted.WAKE
                ? Optional.empty()
                : policy.timing().gate().flatMap(gate -> shut(gate, policy, observed));
    }

    private static Optional<String> shut(AlertGate gate, Policy policy, Observed observed) {
        Fact<Alert> fact = observed.around().gates().get(gate);
        if (fact == null) {
            return Optional.of("policy.alertGate was not asked yet");
        }
        if (!fact.isFresh(observed.at(), policy.stale())) {
            return Optional.of("the last answer to policy.alertGate is of " + fact.seenAt());
        }
        return switch (fact.value()) {
            case Alert.Quiet _ -> Optional.empty();
            case Alert.Firing(String what) -> Optional.of("policy.alertGate is shut: " + what);
            case Alert.Unknown(String because) ->
                    Optional.of("policy.alertGate cannot be asked: " + because);
        };
    }

    /// A forecast is of a cluster that is well.
    static Map<AlertGate, Fact<Alert>> quiet(Policy own, Remembered remembered, Instant at) {
        Map<AlertGate, Fact<Alert>> all = new LinkedHashMap<>();
        of(own, remembered)
                .forEach(gate -> all.put(gate, new Fact<>(new Alert.Quiet(), "forecast", at)));
        return all;
    }
}
