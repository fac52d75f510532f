package dev.bringup.lab.sim;

import dev.bringup.model.Addons;
import dev.bringup.model.AddonsSeen;
import dev.bringup.model.AddonsSeen.Applied;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.ClusterAction.Todo;
import dev.bringup.model.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The objects of addons that Kubernetes holds. They take a while to become healthy.
final class SimAddons {

    private final Agenda agenda;
    private final Chaos chaos;
    private final List<String> wrong = new ArrayList<>();
    private final NavigableMap<ObjectKey, Applied> objects = new TreeMap<>();

    SimAddons(Agenda agenda, Chaos chaos) {
        this.agenda = agenda;
        this.chaos = chaos;
    }

    SortedMap<ObjectKey, Applied> objects() {
        return new TreeMap<>(objects);
    }

    void perform(ClusterAction.OnObjects action, Addons addons) {
        switch (action) {
            case ClusterAction.Prune(_, List<ObjectKey> gone) -> gone.forEach(objects::remove);
            case ClusterAction.Apply(String label, List<Todo> todo, _) ->
                    addons.steps().stream()
                            .filter(step -> step.label().equals(label))
                            .forEach(step -> apply(step, addons, todo));
        }
    }

    private void apply(Addons.Step step, Addons addons, List<Todo> todo) {
        for (Addons.Step earlier : addons.steps().subList(0, addons.steps().indexOf(step))) {
            for (Addons.Manifest manifest : earlier.manifests()) {
                Applied there = objects.get(manifest.key());
                if (there == null || there.unready().isPresent()) {
                    wrong.add(step.label() + " before " + manifest.key() + " was healthy");
                }
            }
        }
        for (Todo one : todo) {
            step.manifest(one.key()).ifPresent(manifest -> apply(step, manifest));
        }
    }

    private void apply(Addons.Step step, Addons.Manifest manifest) {
        put(step, manifest, Optional.of("starting"));
        agenda.in(
                chaos.between(100, 30_000),
                () -> {
                    Applied now = objects.get(manifest.key());
                    if (now != null && now.digest().equals(manifest.digest())) {
                        put(step, manifest, Optional.empty());
                    }
                });
    }

    private void put(Addons.Step step, Addons.Manifest manifest, Optional<String> unready) {
        objects.put(
                manifest.key(),
                new Applied(
                        step.label(),
                        manifest.digest(),
                        AddonsSeen.State.AS_APPLIED,
                        unready,
                        Optional.empty()));
    }

    /// What was applied out of its order.
    List<String> wrong() {
        return wrong;
    }

    /// Somebody deletes one.
    void lose(ObjectKey key) {
        objects.computeIfPresent(
                key,
                (_, a) ->
                        new Applied(
                                a.step(),
                                a.digest(),
                                AddonsSeen.State.GONE,
                                Optional.empty(),
                                Optional.empty()));
    }
}
