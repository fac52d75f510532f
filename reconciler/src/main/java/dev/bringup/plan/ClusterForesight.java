package dev.bringup.plan;

import dev.bringup.model.Addons;
import dev.bringup.model.AddonsSeen;
import dev.bringup.model.AddonsSeen.Applied;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.ClusterAction.Todo;
import dev.bringup.model.ClusterPlan;
import dev.bringup.model.Desired;
import dev.bringup.model.Forecast.OfCluster;
import dev.bringup.model.ObjectKey;
import dev.bringup.model.Observed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Folds the plan for the cluster itself. What is asked for becomes healthy in it.
final class ClusterForesight {

    private ClusterForesight() {}

    static OfCluster of(Desired desired, Observed observed) {
        if (observed.addons().objects().isEmpty()) {
            return OfCluster.EMPTY;
        }
        TreeMap<ObjectKey, Applied> objects =
                new TreeMap<>(observed.addons().objects().get().value());
        objects.replaceAll((_, a) -> healthy(a));
        List<ClusterAction> steps = new ArrayList<>();
        while (true) {
            ClusterPlan plan =
                    ClusterRoad.next(desired, observed.with(seen(objects, observed.at())));
            if (plan.now().isEmpty()) {
                return new OfCluster(steps, plan.held());
            }
            steps.add(plan.now().get().action());
            // What is done to etcd is foreseen with the machine that it is for.
            if (plan.now().get().action() instanceof ClusterAction.OnObjects action) {
                act(action, desired.addons(), objects);
            }
        }
    }

    /// What would be seen if all of a commit's addons were applied and healthy.
    static AddonsSeen done(Addons addons, Instant at) {
        TreeMap<ObjectKey, Applied> objects = new TreeMap<>();
        for (Addons.Step step : addons.steps()) {
            step.manifests().forEach(m -> objects.put(m.key(), applied(step, m)));
        }
        return seen(objects, at);
    }

    private static AddonsSeen seen(Map<ObjectKey, Applied> objects, Instant at) {
        return AddonsSeen.NOTHING.looked(new TreeMap<>(objects), at);
    }

    private static void act(
            ClusterAction.OnObjects action, Addons addons, Map<ObjectKey, Applied> objects) {
        switch (action) {
            case ClusterAction.Prune(_, List<ObjectKey> gone) -> gone.forEach(objects::remove);
            case ClusterAction.Apply(String label, List<Todo> todo, _) -> {
                Addons.Step step =
                        addons.steps().stream()
                                .filter(s -> s.label().equals(label))
                                .findFirst()
                                .orElseThrow();
                for (Todo one : todo) {
                    step.manifest(one.key()).ifPresent(m -> objects.put(m.key(), applied(step, m)));
                }
            }
        }
    }

    private static Applied applied(Addons.Step step, Addons.Manifest manifest) {
        return new Applied(
                step.label(),
                manifest.digest(),
                AddonsSeen.State.AS_APPLIED,
                Optional.empty(),
                Optional.empty());
    }

    private static Applied healthy(Applied a) {
        return new Applied(a.step(), a.digest(), a.state(), Optional.empty(), a.guard());
    }
}
