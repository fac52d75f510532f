package dev.bringup.telemetry;

import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.port.Status;
import dev.bringup.view.Condition;
import dev.bringup.view.Machines;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/// What stands in the last picture, as numbers.
final class Gauges {

    private final MeterRegistry registry;
    private final MultiGauge machines;
    private final MultiGauge held;
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicLong unusable = new AtomicLong();
    private final AtomicLong commitTime = new AtomicLong();

    Gauges(MeterRegistry registry) {
        this.registry = registry;
        this.machines =
                MultiGauge.builder("bringup.machines")
                        .description("Machines by profile and by how they are.")
                        .register(registry);
        this.held =
                MultiGauge.builder("bringup.held")
                        .description("Steps that a rail holds back now.")
                        .register(registry);
        number("bringup.git.rejected", "1 while the newest commit is refused.", rejected);
        number("bringup.git.unusable", "1 while the repository cannot be used.", unusable);
        number(
                "bringup.git.commit.timestamp.seconds",
                "When the commit in force was made.",
                commitTime);
    }

    void build(String version) {
        Gauge.builder("bringup.build.info", () -> 1)
                .description("The version that runs.")
                .tags("version", version, "java", Runtime.version().toString())
                .register(registry);
    }

    void show(Status status) {
        rejected.set(status.git().rejected().isPresent() ? 1 : 0);
        unusable.set(status.git().unusable().isPresent() ? 1 : 0);
        status.desired().ifPresent(d -> commitTime.set(d.commit().time().getEpochSecond()));
        Map<Tags, Long> byState = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        status.desired().ifPresent(desired -> count(desired, status, byState));
        machines.register(rows(byState), true);
        Map<Tags, Long> byRail = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        for (Rail rail : Rail.values()) {
            byRail.put(Tags.of("rail", rail.name()), held(status.plan(), rail));
        }
        held.register(rows(byRail), true);
    }

    private static long held(Plan plan, Rail rail) {
        return plan.held().stream().filter(h -> h.rail() == rail).count()
                + plan.cluster().held().stream().filter(h -> h.rail() == rail).count();
    }

    private static void count(Desired desired, Status status, Map<Tags, Long> byState) {
        Machines picture =
                new Machines(desired, status.observed(), status.plan(), Map.of(), Map.of());
        Map<MachineId, MachineSpec> all = new TreeMap<>(status.observed().leaving());
        all.putAll(desired.machines());
        for (MachineSpec spec : all.values()) {
            Condition state = picture.condition(spec);
            byState.merge(
                    Tags.of("profile", spec.profile(), "state", state.label()), 1L, Long::sum);
        }
    }

    private static List<MultiGauge.Row<?>> rows(Map<Tags, Long> values) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        values.forEach((tags, value) -> rows.add(MultiGauge.Row.of(tags, value)));
        return rows;
    }

    private void number(String name, String help, AtomicLong value) {
        Gauge.builder(name, value, AtomicLong::doubleValue).description(help).register(registry);
    }
}
