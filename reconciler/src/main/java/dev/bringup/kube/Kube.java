package dev.bringup.kube;

import dev.bringup.model.Addons;
import dev.bringup.model.AddonsSeen;
import dev.bringup.model.ClusterAction;
import dev.bringup.model.CertRequest;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.Kubernetes;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.NodeState;
import dev.bringup.model.ObjectKey;
import dev.bringup.model.Policy;
import dev.bringup.model.Sighting;
import dev.bringup.model.SecretRef;
import dev.bringup.port.Outcome;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Base64;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// The cluster the machines belong to. Every method blocks, and every one may be called again when
/// its answer was lost.
public final class Kube implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(2);

    private static final String GROUPS = "system:bootstrappers:bringup";

    /// In clusters that kubeadm made, who is in it may get a certificate for its kubelet.
    private static final String OF_KUBEADM = ",system:bootstrappers:kubeadm:default-node-token";

    /// And in those of k3s.
    private static final String OF_K3S = ",system:bootstrappers:k3s:default-node-token";

    private final KubernetesClient client;
    private final Endpoint endpoint;
    private final InstantSource clock;
    private final InstantSource steady;
    private final SecureRandom random;
    private final Catalogue catalogue;

    private Kube(
            KubernetesClient client,
            Endpoint endpoint,
            InstantSource clock,
            InstantSource steady,
            SecureRandom random) {
        this.client = client;
        this.endpoint = endpoint;
        this.clock = clock;
        this.steady = steady;
        this.random = random;
        this.catalogue = new Catalogue(client);
    }

    /// Reads the kubeconfig; the API need not be there yet.
    public static Kube connect(Path kubeconfig, InstantSource clock, SecureRandom random)
            throws IOException {
        return connect(kubeconfig, clock, clock, random);
    }

    /// Deadlines go by `steady`, which does not jump when `clock` is set.
    public static Kube connect(
            Path kubeconfig, InstantSource clock, InstantSource steady, SecureRandom random)
            throws IOException {
        try {
            Config config = Config.fromKubeconfig(kubeconfig.toFile());
            TokenFile.name(config, kubeconfig);
            return connect(config, clock, steady, random);
        } catch (KubernetesClientException | NullPointerException e) {
            // An empty file is null to the client.
            throw new IOException(
                    "the kubeconfig " + kubeconfig + " cannot be read, or is none", e);
        }
    }

    /// With a kubeconfig that is in no file.
    public static Kube connect(String kubeconfig, InstantSource clock, SecureRandom random)
            throws IOException {
        return connect(kubeconfig, clock, clock, random);
    }

    public static Kube connect(
            String kubeconfig, InstantSource clock, InstantSource steady, SecureRandom random)
            throws IOException {
        return connect(Config.fromKubeconfig(kubeconfig), clock, steady, random);
    }

    private static Kube connect(
            Config config, InstantSource clock, InstantSource steady, SecureRandom random)
            throws IOException {
        ClientKey.name(config);
        config.setConnectionTimeout((int) CONNECT.toMillis());
        config.setRequestTimeout((int) ANSWER.toMillis());
        // Repeating is the engine's decision, and a 429 is an answer that drains wait for.
        config.setRequestRetryBackoffLimit(0);
        config.setWatchReconnectLimit(0);
        config.setOnlyHttpWatches(true);
        KubernetesClient client =
                new KubernetesClientBuilder()
                        .withConfig(config)
                        .withHttpClientFactory(new JdkHttpClientFactory())
                        .build();
        return new Kube(client, Endpoint.of(config), clock, steady, random);
    }

    /// Our stake in the lease that says who acts, under this name. `nanos` never jumps.
    public Leadership leadership(String us, LongSupplier nanos) {
        return new Leadership(client, Leadership.NAMESPACE, us, clock, nanos);
    }

    /// Why its Nodes cannot be read; empty if they can.
    public Optional<String> trouble() {
        try {
            client.nodes().list(new ListOptionsBuilder().withLimit(1L).build());
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return Optional.of(Reply.because(e));
        }
    }

    /// When the certificates run out by which we know the API and it knows us.
    public Map<String, Instant> certificates() {
        return Expiry.of(client.getConfiguration());
    }

    /// What is told of Nodes.
    public NodeEvents events() {
        return new NodeEvents(client, clock);
    }

    /// The rack as objects of the cluster.
    public Mirror mirror() {
        return new Mirror(client);
    }

    /// The certificates that kubelets ask for; `read` reads what is to be signed.
    public Requests requests(Function<String, Optional<CertRequest.Asked>> read) {
        return new Requests(client, read);
    }

    /// Tells what becomes of the Nodes: all of them at first, after each gap and every 20 seconds,
    /// each change in between, and that the API is silent. Returns when the thread is interrupted.
    public void watch(Consumer<Sighting> seen) {
        try {
            new NodeWatch(client, steady, seen).run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Cordons, then empties the Node, and says of each pod that it went or why it stays. A Node
    /// that is not there has nothing to drain.
    public Outcome drain(MachineId machine, Policy.Drain policy, Consumer<String> say) {
        return Reply.of(() -> {
            Optional<Node> node = node(machine);
            if (node.isEmpty()) {
                return new Outcome.Done();
            }
            if (!NodeReading.isCordoned(node.get())) {
                patch(machine, NodePatch.cordon(clock.instant()));
            }
            return emptied(machine, policy, say);
        });
    }

    private Outcome emptied(MachineId machine, Policy.Drain policy, Consumer<String> say) {
        try {
            Outcome outcome = new Drainer(client, steady, say).empty(machine, policy);
            if (outcome instanceof Outcome.Done) {
                patch(machine, NodePatch.drained(clock.instant()));
            }
            return outcome;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Retry("the drain of " + machine + " was interrupted", SOON);
        }
    }

    /// Done when stopping the machine takes nothing out of service: it has no Node, or one that is
    /// drained by us or not Ready.
    public Outcome mayStop(MachineId machine) {
        return Reply.of(() -> {
            Optional<NodeState.Present> node = node(machine).map(NodeReading::present);
            boolean serves =
                    node.filter(n -> n.ready() && n.cordon() != NodeState.Cordon.DRAINED)
                            .isPresent();
            return serves
                    ? new Outcome.Retry("the Node of " + machine + " is in service", SOON)
                    : new Outcome.Done();
        });
    }

    /// Lifts the cordon when it is ours. Somebody else's stays, and that is Done as well.
    public Outcome uncordon(MachineId machine) {
        return Reply.of(() -> {
            Optional<Node> node = node(machine);
            if (node.isEmpty()) {
                return absent(machine);
            }
            Map<String, String> annotations = NodeReading.annotations(node.get());
            if (annotations.containsKey(Marks.CORDONED)) {
                patch(machine, NodePatch.uncordon());
            } else if (annotations.containsKey(Marks.DRAINED)) {
                patch(machine, NodePatch.forgetDrain());
            }
            return new Outcome.Done();
        });
    }

    /// Makes labels, taints and our stamp what they should be; what others set stays.
    public Outcome label(MachineSpec spec, NodeState.Stamp stamp) {
        return Reply.of(() -> {
            Optional<Node> node = node(spec.id());
            if (node.isEmpty()) {
                return absent(spec.id());
            }
            patch(spec.id(), LabelPatch.of(node.get(), spec, stamp).toString());
            return new Outcome.Done();
        });
    }

    /// Deletes the Node.
    public Outcome release(MachineId machine) {
        return Reply.of(() -> {
            client.nodes().withName(machine.name()).delete();
            return new Outcome.Done();
        });
    }

    /// A token with which this machine may join until then, once, at the endpoint that Git names or
    /// else at that of our kubeconfig. Empty when the cluster could not be asked.
    public Optional<JoinMaterial> mint(MachineId machine, Duration goodFor, Kubernetes kubernetes) {
        BootstrapToken token = BootstrapToken.fresh(random);
        try {
            client.secrets()
                    .inNamespace("kube-system")
                    .resource(
                            token.object(
                                    machine, clock.instant().plus(goodFor), groups(kubernetes)))
                    .create();
            return Optional.of(
                    new JoinMaterial(
                            kubernetes.endpoint().orElse(endpoint.address()),
                            token.text(),
                            switch (kubernetes.tool()) {
                                case KUBEADM -> endpoint.caHash();
                                case K3S -> endpoint.fileHash();
                            }));
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    /// Lets kubeadm give control planes that join this version. False when it could not be done.
    public boolean raise(KubeVersion version) {
        try {
            KubeadmVersion.raise(client, version);
            return true;
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    private static String groups(Kubernetes kubernetes) {
        return kubernetes.isMadeHere()
                ? GROUPS
                        + switch (kubernetes.tool()) {
                            case KUBEADM -> OF_KUBEADM;
                            case K3S -> OF_K3S;
                        }
                : GROUPS;
    }

    /// The value of a Secret; empty when there is none or the cluster could not be asked.
    public Optional<String> secret(SecretRef.Kubernetes ref) {
        try {
            return Optional.ofNullable(
                            client.secrets()
                                    .inNamespace(ref.namespace())
                                    .withName(ref.name())
                                    .get())
                    .map(Secret::getData)
                    .map(data -> data.get(ref.key()))
                    .map(encoded ->
                            new String(
                                    Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
        } catch (KubernetesClientException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// What the cluster has of these addons, and of those that we applied before; empty when it
    /// could not be asked.
    public Optional<SortedMap<ObjectKey, AddonsSeen.Applied>> inspect(Addons addons) {
        try {
            return Optional.of(new AddonObjects(client, catalogue).look(addons));
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    /// Applies or deletes objects of addons.
    public Outcome perform(ClusterAction.OnObjects action, Addons addons) {
        return Reply.of(() -> new AddonWrites(client, catalogue).perform(action, addons));
    }

    private Optional<Node> node(MachineId machine) {
        return Optional.ofNullable(client.nodes().withName(machine.name()).get());
    }

    private void patch(MachineId machine, String patch) {
        client.nodes().withName(machine.name()).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private static Outcome absent(MachineId machine) {
        return new Outcome.Stalled("Kubernetes has no Node " + machine);
    }

    @Override
    public void close() {
        client.close();
    }
}
