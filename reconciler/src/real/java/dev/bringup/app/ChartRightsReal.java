package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.manifest.Crds;
import dev.bringup.lab.api.LabClient;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesListBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.Yaml;

/// The chart's roles against what the program asks of Kubernetes in a lab: enough, and no more.
@Timeout(120)
class ChartRightsReal {

    /// What only happens to machines with pods on them, that left Git, or whose kubelet asks for
    /// its first certificate itself.
    private static final Set<String> RARE =
            Set.of(
                    "delete pods",
                    "create pods/eviction",
                    "delete nodes",
                    "delete machines.bringup.dev",
                    "get secrets of kube-system",
                    "get events",
                    "patch events",
                    "get configmaps kubeadm-config of kube-system",
                    "patch configmaps kubeadm-config of kube-system");

    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    @TempDir Path folder;

    @Test
    void theRolesGrantWhatIsAskedAndNothingElse() throws Exception {
        Set<Right> asked = asked();
        Set<String> withAddons = granted("lab");
        Set<String> granted = granted("least");
        assertTrue(granted.size() > 20, granted::toString);

        assertEquals(
                List.of(),
                asked.stream()
                        .filter(right -> right.said().noneMatch(withAddons::contains))
                        .toList(),
                "asked and not granted");
        Set<String> used =
                asked.stream().flatMap(Right::said).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), minus(minus(granted, used), RARE), "granted and never asked");
    }

    /// As the account of the chart, in an API that refuses what no role grants.
    @Test
    void theyAreEnoughForALab() throws Exception {
        try (LabBench lab = LabBench.as(folder.resolve("bound"), 20, this::bound);
                Operator ann = new Operator(lab.home.repository(), folder.resolve("clone-2"))) {
            lab.await(all("ready"), lab::states);
            String profile = "profiles/worker.yaml";
            ann.push(profile, ann.read(profile).replace("lab-os-1", "lab-os-2"), "Go to lab-os-2");
            lab.await(all("lab-os-2"), lab::images);
            lab.await(all("ready"), lab::states);
            assertFalse(lab.story().contains("is forbidden"), lab::story);
        }
    }

    private Path bound(LabClient api) {
        try {
            Path admin = folder.resolve("bound/world/api/kubeconfig");
            Path objects = folder.resolve("roles.yaml");
            Files.writeString(
                    objects,
                    new KubernetesSerialization()
                            .asYaml(
                                    new KubernetesListBuilder()
                                            .withItems(
                                                    ChartReal.objects("lab").stream()
                                                            .filter(ChartRightsReal::isRights)
                                                            .toList())
                                            .build()));
            for (HasMetadata one : ChartReal.objects("lab")) {
                if (one instanceof ServiceAccount account) {
                    kubectl(admin, "create", "namespace", account.getMetadata().getNamespace());
                }
            }
            kubectl(admin, "create", "--validate=false", "-f", objects.toString());
            HasMetadata account =
                    ChartReal.objects("lab").stream()
                            .filter(ServiceAccount.class::isInstance)
                            .findFirst()
                            .orElseThrow();
            String token =
                    kubectl(
                                    admin,
                                    "create",
                                    "token",
                                    account.getMetadata().getName(),
                                    "--namespace=" + account.getMetadata().getNamespace())
                            .strip();
            return Files.writeString(
                    folder.resolve("account.yaml"),
                    Files.readString(admin).replaceFirst("token: .*", "token: " + token));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isRights(HasMetadata object) {
        return object instanceof ServiceAccount
                || object.getApiVersion().startsWith("rbac.authorization.k8s.io/");
    }

    private static String kubectl(Path kubeconfig, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig=" + kubeconfig));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), text);
        return text;
    }

    /// One thing that was asked for, and how a role may grant it.
    private record Right(String verb, String resource, String namespace, String name) {
        Stream<String> said() {
            String all = verb + " " + resource;
            return Stream.of(all, all + " of " + namespace, all + " " + name + " of " + namespace);
        }
    }

    private static Set<String> minus(Collection<String> some, Collection<String> others) {
        Set<String> rest = new TreeSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    private static Set<String> granted(String values) {
        Set<String> all = new TreeSet<>();
        ChartReal.objects(values)
                .forEach(object -> {
                    if (object instanceof ClusterRole role) {
                        role.getRules().forEach(rule -> all.addAll(said(rule, "")));
                    } else if (object instanceof Role role) {
                        String where = " of " + role.getMetadata().getNamespace();
                        role.getRules().forEach(rule -> all.addAll(said(rule, where)));
                    }
                });
        return all;
    }

    private static List<String> said(PolicyRule rule, String where) {
        List<String> names =
                rule.getResourceNames().isEmpty()
                        ? List.of("")
                        : rule.getResourceNames().stream().map(name -> " " + name).toList();
        return rule.getVerbs().stream()
                .filter(verb -> !verb.equals("approve"))
                .flatMap(verb ->
                        rule.getResources().stream()
                                .flatMap(resource ->
                                        names.stream()
                                                .map(name ->
                                                        verb
                                                                + " "
                                                                + resource
                                                                + group(rule)
                                                                + name
                                                                + where)))
                .toList();
    }

    private static String group(PolicyRule rule) {
        String group = rule.getApiGroups().getFirst();
        return group.isEmpty() ? "" : "." + group;
    }

    /// Three machines are installed, given addons, and then another image.
    private Set<Right> asked() throws Exception {
        Logger log = (Logger) LoggerFactory.getLogger("dev.bringup.lab.api.Front");
        Set<String> lines = new ConcurrentSkipListSet<>();
        AppenderBase<ILoggingEvent> appender =
                new AppenderBase<>() {
                    @Override
                    protected void append(ILoggingEvent event) {
                        lines.add(event.getFormattedMessage());
                    }
                };
        appender.start();
        log.addAppender(appender);
        log.setLevel(Level.DEBUG);
        try (LabBench lab = new LabBench(folder.resolve("lab"), 20);
                Operator ann = new Operator(lab.home.repository(), folder.resolve("clone"))) {
            // With these it shows the rack to kubectl too.
            for (Object one : new Yaml().loadAll(Crds.yaml())) {
                lab.api.post(CRDS, new ObjectMapper().writeValueAsString(one)).expect(201);
            }
            lab.await(all("ready"), lab::states);
            String profile = "profiles/worker.yaml";
            ann.push(profile, ann.read(profile).replace("lab-os-1", "lab-os-2"), "Go to lab-os-2");
            lab.await(all("lab-os-2"), lab::images);
            lab.await(all("ready"), lab::states);
        } finally {
            log.detachAppender(appender);
            log.setLevel(null);
        }
        return lines.stream()
                .filter(line -> line.startsWith("Admin["))
                .filter(line -> !line.contains("customresourcedefinitions"))
                .flatMap(ChartRightsReal::right)
                .collect(Collectors.toSet());
    }

    private static Map<String, String> all(String value) {
        Map<String, String> all = new TreeMap<>();
        for (int n = 1; n <= 3; n++) {
            all.put("node-0" + n, value);
        }
        return all;
    }

    /// What is applied may have to be made; a part of it cannot be.
    private static Stream<Right> right(String line) {
        String[] words = line.replaceFirst("Admin\\[.*?] ", "").split(" ", -1);
        String[] place = words[2].split("/", -1);
        String resource = words[1].replaceFirst("\\.$", "");
        List<String> verbs =
                words[0].equals("APPLY")
                        ? List.of("patch", resource.contains("/") ? "patch" : "create")
                        : List.of(words[0].toLowerCase(Locale.ROOT));
        return verbs.stream().map(verb -> new Right(verb, resource, place[0], place[1]));
    }
}
