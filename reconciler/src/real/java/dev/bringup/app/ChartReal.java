package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import dev.bringup.cli.RunOptions;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// The chart, by Helm itself.
@Timeout(120)
class ChartReal {

    private static final Path CHART = Path.of("../charts/bringup");
    private static final Path GOLDEN = Path.of("src/real/charts");
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @TempDir Path folder;

    @Test
    void helmFindsNoFault() throws Exception {
        Path copy = folder.resolve("bringup");
        try (Stream<Path> files = Files.walk(CHART, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(CHART.relativize(file).toString()));
            }
        }
        // Lint takes no values, and the two that everybody has to choose have no default.
        Path values = copy.resolve("values.yaml");
        Files.writeString(
                values,
                Files.readString(values)
                        .replace("repo: \"\"", "repo: https://git.example/rack.git")
                        .replace("address: \"\"", "address: 10.0.0.2"));

        LintResult found = new Helm(copy).lint().strict().call();

        assertFalse(found.isFailed(), () -> found.getMessages().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"least", "most"})
    void whatIsRenderedIsWhatWasReviewed(String values) throws Exception {
        String rendered = withoutFiles(rendered(values));
        Path golden = GOLDEN.resolve(values + ".golden.yaml");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(golden, rendered);
        }
        assertEquals(Files.readString(golden), rendered);
    }

    /// The dashboards and alerts have a test of their own and are long.
    private static String withoutFiles(String rendered) {
        return Stream.of(rendered.split("(?m)^---\n"))
                .filter(part -> !part.isBlank())
                .filter(part -> !part.contains("-dashboard-"))
                .map(part ->
                        part.contains("kind: PrometheusRule")
                                ? part.replaceFirst("(?s)\nspec:.*", "\nspec: ...\n")
                                : part)
                .collect(Collectors.joining("---\n"));
    }

    @Test
    void everyObjectIsOneThatKubernetesKnows() {
        Set<String> kinds = new TreeSet<>();
        for (HasMetadata object : objects("most")) {
            kinds.add(object.getKind());
            boolean foreign = object.getApiVersion().startsWith("monitoring.coreos.com/");
            assertEquals(foreign, object instanceof GenericKubernetesResource, object.getKind());
        }
        assertEquals(
                Set.of(
                        "ClusterRole",
                        "ClusterRoleBinding",
                        "ConfigMap",
                        "Deployment",
                        "PersistentVolumeClaim",
                        "PrometheusRule",
                        "Role",
                        "RoleBinding",
                        "Service",
                        "ServiceAccount",
                        "ServiceMonitor"),
                kinds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"least", "most"})
    void itIsNobodyInParticularAndEveryVolumeIsThere(String values) {
        PodSpec pod = only(Deployment.class, values).getSpec().getTemplate().getSpec();
        Container container = pod.getContainers().getFirst();

        assertTrue(pod.getSecurityContext().getRunAsNonRoot());
        assertTrue(container.getSecurityContext().getReadOnlyRootFilesystem());
        assertEquals(
                List.of("ALL"), container.getSecurityContext().getCapabilities().getDrop(), values);
        assertEquals("/healthz", container.getLivenessProbe().getHttpGet().getPath());
        assertEquals("/readyz", container.getReadinessProbe().getHttpGet().getPath());
        assertEquals(
                pod.getVolumes().stream().map(v -> v.getName()).collect(Collectors.toSet()),
                container.getVolumeMounts().stream()
                        .map(m -> m.getName())
                        .collect(Collectors.toSet()));
    }

    /// What it is started with is what `run` takes.
    @ParameterizedTest
    @ValueSource(strings = {"least", "most"})
    void theProgramUnderstandsItsArguments(String values) {
        PodSpec pod = only(Deployment.class, values).getSpec().getTemplate().getSpec();
        List<String> arguments = pod.getContainers().getFirst().getArgs();
        Set<String> known =
                new CommandLine(new RunOptions()).getCommandSpec().optionsMap().keySet();

        assertEquals("run", arguments.getFirst());
        for (String argument : arguments.subList(1, arguments.size())) {
            assertTrue(known.contains(argument.replaceFirst("=.*", "")), argument);
        }
    }

    @Test
    void dashboardsAndAlertsAreTheFilesOfTheProject() throws Exception {
        Map<String, String> shown =
                objects("most").stream()
                        .filter(ConfigMap.class::isInstance)
                        .map(ConfigMap.class::cast)
                        .flatMap(map -> map.getData().entrySet().stream())
                        .filter(entry -> entry.getKey().endsWith(".json"))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertEquals(files("../dashboards", ".json"), shown);

        Object rules =
                objects("most").stream()
                        .filter(object -> object.getKind().equals("PrometheusRule"))
                        .map(GenericKubernetesResource.class::cast)
                        .findFirst()
                        .orElseThrow()
                        .getAdditionalProperties()
                        .get("spec");
        String file =
                Files.readString(Path.of("../dashboards/rules.yaml"))
                        .replace("runbook_url: ", "runbook_url: https://docs.example/bringup/");
        assertEquals(YAML.unmarshal(file, Map.class), rules);
    }

    private static Map<String, String> files(String folder, String ending) throws Exception {
        try (Stream<Path> all = Files.list(Path.of(folder))) {
            List<Path> wanted = all.filter(f -> f.toString().endsWith(ending)).toList();
            assertFalse(wanted.isEmpty());
            Map<String, String> texts = new TreeMap<>();
            for (Path file : wanted) {
                texts.put(file.getFileName().toString(), Files.readString(file));
            }
            return texts;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "netboot: {address: 10.0.0.2}",
                "git: {repo: 'https://git.example/rack.git'}",
                "git: {repo: 'https://git.example/rack.git', brnch: x}\nnetboot: {address: 10.0.0.2}"
            })
    void wrongValuesAreRefused(String values) throws Exception {
        Path file = Files.writeString(folder.resolve("values.yaml"), values);
        String said =
                assertThrows(
                                RuntimeException.class,
                                () ->
                                        new Helm(CHART)
                                                .template()
                                                .withKubeVersion("1.36.2")
                                                .withValuesFile(file)
                                                .call())
                        .getMessage();
        assertTrue(said.contains("values don't meet the specifications of the schema"), said);
    }

    private static String rendered(String values) {
        return new Helm(CHART)
                .template()
                .withName("rack")
                .withNamespace("metal")
                .withKubeVersion("1.36.2")
                .withValuesFile(GOLDEN.resolve(values + ".yaml"))
                .call();
    }

    static List<HasMetadata> objects(String values) {
        List<HasMetadata> objects = new ArrayList<>();
        for (String part : rendered(values).split("(?m)^---\n")) {
            if (part.lines().anyMatch(line -> line.startsWith("kind:"))) {
                objects.add((HasMetadata) YAML.unmarshal(part));
            }
        }
        return objects;
    }

    private static <T extends HasMetadata> T only(Class<T> type, String values) {
        List<T> found = objects(values).stream().filter(type::isInstance).map(type::cast).toList();
        assertEquals(1, found.size());
        return found.getFirst();
    }
}
