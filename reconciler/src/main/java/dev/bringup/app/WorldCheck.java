package dev.bringup.app;

import dev.bringup.git.Look;
import dev.bringup.git.StateRepository;
import dev.bringup.kube.Kube;
import dev.bringup.model.Cidr;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineId;
import dev.bringup.netboot.OtherServers;
import dev.bringup.power.Ladder;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// What the reconciler must reach. `scratch` is a folder for a clone that is thrown away.
record WorldCheck(Settings settings, Ladder ladder, InstantSource clock, Path scratch) {

    /// What the repository asks for, if it could be read.
    Optional<Desired> repository(List<Finding> all) {
        StateRepository git =
                new StateRepository(
                        scratch.resolve("state.git"),
                        settings.remote(),
                        settings.signatures().map(Settings.Signers::keys));
        Look look = git.look(Optional.empty());
        String url = settings.remote().url();
        return switch (look) {
            case Look.Snapshot snapshot -> {
                Validation found = Validation.of(snapshot);
                int errors = found.problems().size();
                String commit = "commit " + snapshot.commit().id().brief();
                all.add(
                        found.desired().isPresent()
                                ? Finding.fine(
                                        "repository",
                                        "%s: %d machines, %d warnings"
                                                .formatted(
                                                        commit,
                                                        found.desired().get().machines().size(),
                                                        errors))
                                : Finding.broken(
                                        "repository",
                                        "%s does not load: %d problems".formatted(commit, errors),
                                        "in a clone of it: bringup validate"));
                yield found.desired();
            }
            case Look.Missing(String because) -> unread(all, because, "--branch, --path");
            case Look.Untrusted(String because) ->
                    unread(all, because, "--require-signatures, or sign the commit");
            case Look.TooLarge(String because) -> unread(all, because, "--path");
            case Look.Unreachable(String because) ->
                    unread(all, because, "--repo " + url + " and its token or key");
            case Look.Unchanged _, Look.Rewritten _ ->
                    throw new IllegalStateException("a first look cannot be " + look);
        };
    }

    private static Optional<Desired> unread(List<Finding> all, String because, String remedy) {
        all.add(Finding.broken("repository", because, "look at " + remedy));
        return Optional.empty();
    }

    Finding kubernetes(SecureRandom random) {
        if (settings.kubeconfig().isEmpty()) {
            return Finding.fine(
                    "Kubernetes",
                    "no --kubeconfig: machines are to make the cluster (kubernetes.bootstrap)");
        }
        try (Kube kube = Kube.connect(settings.kubeconfig().get(), clock, random)) {
            return kube.trouble()
                    .map(because ->
                            Finding.broken(
                                    "Kubernetes",
                                    because,
                                    "try: kubectl --kubeconfig "
                                            + settings.kubeconfig().get()
                                            + " get nodes"))
                    .orElseGet(() -> Finding.fine("Kubernetes", "it answers, and shows its Nodes"));
        } catch (IOException e) {
            return Finding.broken("Kubernetes", String.valueOf(e.getMessage()), "--kubeconfig");
        }
    }

    /// Who else gives out addresses where we are to do so, or nobody where somebody else is to.
    List<Finding> otherDhcp(Desired desired, List<OtherServers.Offer> offers) {
        DhcpMode mode = desired.cluster().network().dhcp();
        List<Finding> all = new ArrayList<>();
        for (OtherServers.Offer offer : offers) {
            String text =
                    "%s offers %s%s"
                            .formatted(
                                    offer.server(),
                                    offer.address(),
                                    offer.file().isEmpty() ? "" : " and to boot " + offer.file());
            boolean boots = mode == DhcpMode.PROXY && !offer.file().isEmpty();
            all.add(
                    mode == DhcpMode.AUTHORITATIVE
                            ? Finding.broken(
                                    "other DHCP",
                                    text + "; machines take the answer that comes first",
                                    "stop it, or set network.dhcp to proxy or off")
                            : boots
                                    ? Finding.broken(
                                            "other DHCP",
                                            text + ", as we do",
                                            "take the boot file out of its configuration")
                                    : Finding.fine("other DHCP", text));
        }
        if (offers.isEmpty()) {
            all.add(
                    mode == DhcpMode.PROXY
                            ? Finding.broken(
                                    "other DHCP",
                                    "network.dhcp is proxy, and nobody offers addresses",
                                    "start the other server, or set network.dhcp to authoritative")
                            : Finding.fine("other DHCP", "nobody else answers on this segment"));
        }
        return all;
    }

    Finding address(Desired desired) {
        Ip4 us = settings.netboot().address();
        List<Cidr> networks = desired.cluster().network().all();
        return networks.stream().anyMatch(network -> network.contains(us))
                ? Finding.fine("address", us + " is in the Cluster's network")
                : Finding.warning(
                        "address",
                        us
                                + " is in none of the Cluster's networks: "
                                + String.join(", ", networks.stream().map(Cidr::toString).toList()),
                        "machines must have a route to it, and DHCP needs a relay");
    }

    /// What rungs find missing on this host.
    static List<Finding> lacking(Ladder ladder, Desired desired) {
        List<Finding> all = new ArrayList<>();
        desired.machines()
                .forEach((id, spec) ->
                        ladder.lacks(spec)
                                .forEach(lack ->
                                        all.add(lacking(id + ", " + lack.rung() + ": ", lack))));
        return all;
    }

    private static Finding lacking(String where, Ladder.Lack lack) {
        return lack.needed()
                ? Finding.broken("power", where + lack.what(), "put it there, executable for us")
                : Finding.warning(
                        "power",
                        where + lack.what() + "; UDP is taken",
                        "give it CAP_NET_RAW and the right wol.interface");
    }

    /// All at once: one that does not answer takes its time.
    List<Finding> power(Desired desired) {
        Map<MachineId, List<Ladder.Told>> told = new ConcurrentSkipListMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            desired.machines()
                    .forEach((id, spec) -> threads.execute(() -> told.put(id, ladder.ask(spec))));
        }
        int asked = 0;
        Map<String, Finding> broken = new TreeMap<>();
        for (Map.Entry<MachineId, List<Ladder.Told>> machine : told.entrySet()) {
            for (Ladder.Told one : machine.getValue()) {
                asked++;
                one.trouble()
                        .ifPresent(because ->
                                broken.put(
                                        machine.getKey() + one.rung(),
                                        Finding.broken(
                                                "power",
                                                "%s, %s: %s"
                                                        .formatted(
                                                                machine.getKey(),
                                                                one.rung(),
                                                                because),
                                                "look at its address, its cable and its"
                                                        + " credentials")));
            }
        }
        return broken.isEmpty()
                ? List.of(Finding.fine("power", asked + " BMCs and outlets answer"))
                : List.copyOf(broken.values());
    }
}
