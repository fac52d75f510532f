package dev.bringup.manifest;

import dev.bringup.model.Commit;
import dev.bringup.model.MachineSpec.Hardware;
import dev.bringup.model.Rung;
import dev.bringup.model.Cidr;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.Image;
import dev.bringup.model.JoinStep;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Install;
import dev.bringup.model.MachineSpec.Intent;
import dev.bringup.model.MachineSpec.NodeSpec;
import dev.bringup.model.Payload;
import dev.bringup.model.Taint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// From checked text to what one commit asks for: machine over profile, templates rendered,
/// fingerprints taken.
public final class Resolve {

    /// A value, or every problem at once.
    public sealed interface Answer {
        record Resolved(Desired desired) implements Answer {}

        record Failed(List<Diagnostic> problems) implements Answer {}
    }

    private final Renderer renderer;

    public Resolve(Renderer renderer) {
        this.renderer = renderer;
    }

    public Answer resolve(Commit commit, Declared declared) {
        Failures failures = new Failures();
        SortedMap<MachineId, MachineSpec> machines = new TreeMap<>();
        Work work =
                new Work(declared, ConcurrentHashMap.newKeySet(), new Steps(renderer, declared));
        // No machine's template sees another machine, so they can be rendered beside each other.
        declared.machines().values().parallelStream()
                .map(machine -> rendered(work, machine))
                .forEachOrdered(each -> {
                    each.spec.ifPresent(spec -> machines.put(spec.id(), spec));
                    failures.add(each.id, each.problems);
                });
        return failures.isEmpty()
                ? new Answer.Resolved(
                        new Desired(
                                commit,
                                declared.cluster(),
                                machines,
                                declared.approvals(),
                                dhcpOptions(declared),
                                declared.beside().addons(),
                                declared.beside().tombstones()))
                : new Answer.Failed(failures.merged(declared));
    }

    private static SortedMap<String, SortedMap<Integer, String>> dhcpOptions(Declared declared) {
        SortedMap<String, SortedMap<Integer, String>> all = new TreeMap<>();
        declared.profiles().forEach((name, profile) -> all.put(name, profile.dhcpOptions()));
        return all;
    }

    private record Rendered(MachineId id, Optional<MachineSpec> spec, Problems problems) {}

    /// What all machines have in common while they are rendered.
    private record Work(Declared declared, Set<String> shapes, Steps steps) {}

    private Rendered rendered(Work work, Declared.Machine machine) {
        Problems problems = new Problems();
        return new Rendered(machine.id(), machine(work, machine, problems), problems);
    }

    private Optional<MachineSpec> machine(Work work, Declared.Machine machine, Problems problems) {
        Declared declared = work.declared();
        Declared.Profile profile =
                Objects.requireNonNull(declared.profiles().get(machine.profile()));
        Image image = Objects.requireNonNull(declared.images().get(profile.image()));
        Declared.Extras merged = merge(profile.extras(), machine.extras());
        Map<String, Object> values = Values.of(declared.cluster(), machine, profile, image, merged);
        List<JoinStep> steps = work.steps().of(profile, values, merged.variables(), problems);
        return renderer.render(profile.payload().path(), values, declared.files(), problems::add)
                .map(text -> {
                    Payloads payloads = new Payloads(declared.files(), work.shapes(), problems);
                    payloads.mustBring(image, machine.id(), profile.payload(), text);
                    return payloads.of(
                                    machine.id(),
                                    profile.payload(),
                                    text,
                                    () -> FirstBoot.script(declared.cluster(), machine.id(), image))
                            .with(SecretVariables.behind(merged.variables(), text));
                })
                .map(payload -> spec(machine, profile, image, merged, payload, steps))
                .map(spec -> woken(spec, declared.cluster().network()));
    }

    private static MachineSpec spec(
            Declared.Machine machine,
            Declared.Profile profile,
            Image image,
            Declared.Extras merged,
            Payload payload,
            List<JoinStep> steps) {
        List<String> generations =
                List.of(
                        profile.extras().reimageGeneration().orElse(""),
                        machine.extras().reimageGeneration().orElse(""));
        return new MachineSpec(
                machine.id(),
                machine.hardware().with(merged.match()),
                machine.address(),
                profile.name(),
                new Install(
                        image,
                        payload,
                        merged.kernelArgs(),
                        Fingerprints.of(image, payload, merged.kernelArgs(), generations)),
                new NodeSpec(
                        merged.labels(),
                        merged.taints(),
                        Formats.constant(MachineSpec.Role.class, profile.role()),
                        steps),
                new Intent(
                        machine.intent().state(),
                        machine.intent().locked(),
                        merged.rebootGeneration()));
    }

    static Declared.Extras merge(Declared.Extras profile, Declared.Extras machine) {
        SortedMap<String, String> labels = new TreeMap<>(profile.labels());
        labels.putAll(machine.labels());
        Map<String, Object> variables = new LinkedHashMap<>(profile.variables());
        variables.putAll(machine.variables());
        Map<String, Taint> taints = new TreeMap<>();
        Stream.concat(profile.taints().stream(), machine.taints().stream())
                .forEach(taint -> taints.put(taint.key() + ":" + taint.effect().text(), taint));
        List<String> kernelArgs = new ArrayList<>(profile.kernelArgs());
        kernelArgs.addAll(machine.kernelArgs());
        return new Declared.Extras(
                labels,
                List.copyOf(taints.values()),
                variables,
                List.copyOf(kernelArgs),
                machine.reimageGeneration(),
                both(profile.rebootGeneration(), machine.rebootGeneration()),
                machine.match().or(profile.match()));
    }

    /// Both count: a new string in either place is one reboot.
    private static Optional<String> both(Optional<String> profile, Optional<String> machine) {
        return profile.isPresent() && machine.isPresent()
                ? Optional.of(profile.get() + "+" + machine.get())
                : machine.or(() -> profile);
    }

    /// A magic packet without an address goes to everybody on the cluster's network:
    /// 255.255.255.255 would leave by whichever interface has the default route.
    private static MachineSpec woken(MachineSpec spec, ClusterSpec.Network network) {
        Cidr cidr = network.at(spec.address()).orElse(network).cidr();
        Hardware hardware = spec.hardware();
        List<Rung> power =
                hardware.power().stream()
                        .map(rung -> rung instanceof Rung.Wol wol ? wol.to(cidr.broadcast()) : rung)
                        .toList();
        return new MachineSpec(
                spec.id(),
                hardware.with(power),
                spec.address(),
                spec.profile(),
                spec.install(),
                spec.node(),
                spec.intent());
    }
}
