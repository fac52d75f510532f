package dev.bringup;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The package tree of ARCHITECTURE.md as a table and the rules made from it. `root` is where the
/// tree stands: the program's, or that of the planted offences.
final class Layers {

    /// What the classes of one package may use beside `java` and their own package.
    record Layer(String name, List<String> ours, List<String> libraries) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<String> CORE = List.of("model", "plan", "lifecycle", "view");

    /// Everybody may state what can be null.
    private static final String NULLNESS = "org.jspecify.annotations";

    private static final String LOG = "org.slf4j..";
    private static final String JSON = "com.fasterxml.jackson..";
    private static final String NETTY = "io.netty..";
    private static final String BOUNCY_CASTLE = "org.bouncycastle..";
    private static final String SNAKE_YAML = "org.yaml.snakeyaml..";
    private static final String MINA = "org.apache.sshd..";
    private static final String JGIT = "org.eclipse.jgit..";

    static final List<Layer> TABLE =
            List.of(
                    new Layer("model", List.of(), List.of()),
                    new Layer("plan", List.of("model"), List.of()),
                    new Layer("lifecycle", List.of("model"), List.of()),
                    new Layer("view", List.of("model"), List.of()),
                    new Layer("port", List.of("model"), List.of()),
                    new Layer("engine", List.of("port", "plan", "lifecycle", "model"), List.of()),
                    adapter("git", JGIT, BOUNCY_CASTLE),
                    adapter("manifest", SNAKE_YAML),
                    adapter("template", "com.hubspot.jinjava..", JSON, SNAKE_YAML),
                    adapter(
                            "secrets",
                            BOUNCY_CASTLE,
                            "com.exceptionfactory.jagged..",
                            SNAKE_YAML,
                            "javax.crypto.."),
                    adapter("kube", "io.fabric8.kubernetes..", JSON),
                    adapter("ssh", "net.schmizz..", "com.hierynomus..", BOUNCY_CASTLE),
                    adapter("store", JSON),
                    adapter(
                            "telemetry",
                            "io.micrometer..",
                            "io.prometheus.metrics..",
                            "com.fasterxml.jackson.."),
                    adapter("forge", JSON),
                    adapter("notify", JSON, "javax.crypto..", "javax.net.ssl.."),
                    new Layer(
                            "power",
                            with(coreAnd("port"), "power.ipmi"),
                            List.of(
                                    JSON,
                                    LOG,
                                    "org.snmp4j..",
                                    "javax.net.ssl..",
                                    "javax.crypto..")),
                    new Layer("power.ipmi", List.of(), List.of("javax.crypto..")),
                    new Layer(
                            "netboot",
                            with(
                                    coreAnd("port"),
                                    "netboot.dhcp",
                                    "netboot.dns",
                                    "netboot.installer",
                                    "netboot.syslog",
                                    "netboot.tftp"),
                            List.of(NETTY, JSON, LOG)),
                    new Layer("netboot.dhcp", List.of(), List.of()),
                    new Layer("netboot.dns", List.of(), List.of()),
                    new Layer("netboot.installer", List.of(), List.of()),
                    new Layer("netboot.syslog", List.of(), List.of()),
                    new Layer("netboot.tftp", List.of(), List.of()),
                    new Layer("lab.machine", CORE, List.of()),
                    new Layer("lab.sim", with(coreAnd("engine", "port"), "lab.machine"), List.of()),
                    new Layer(
                            "lab.api",
                            with(CORE, "lab.machine"),
                            List.of(NETTY, JSON, BOUNCY_CASTLE, SNAKE_YAML, LOG, "javax..")),
                    new Layer(
                            "lab.wire",
                            with(CORE, "lab.machine", "netboot.dhcp", "netboot.tftp", "power.ipmi"),
                            List.of(
                                    NETTY,
                                    JSON,
                                    JGIT,
                                    MINA,
                                    BOUNCY_CASTLE,
                                    SNAKE_YAML,
                                    LOG,
                                    "javax..")),
                    new Layer("query", coreAnd("port"), List.of()),
                    new Layer("cli", with(CORE, "query"), List.of("picocli..", "org.jline..")),
                    new Layer(
                            "web",
                            with(CORE, "query"),
                            List.of(NETTY, JSON, LOG, "javax.crypto..")));

    /// May see everything: the composition root.
    static final String APP = "app";

    private static final Map<String, Set<String>> TIME =
            Map.ofEntries(
                    Map.entry("java.time.Instant", Set.of("now")),
                    Map.entry("java.time.LocalDate", Set.of("now")),
                    Map.entry("java.time.LocalTime", Set.of("now")),
                    Map.entry("java.time.LocalDateTime", Set.of("now")),
                    Map.entry("java.time.OffsetDateTime", Set.of("now")),
                    Map.entry("java.time.ZonedDateTime", Set.of("now")),
                    Map.entry(
                            "java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system")),
                    Map.entry("java.time.InstantSource", Set.of("system")),
                    Map.entry("java.util.Date", Set.of("<init>")),
                    Map.entry("java.util.Calendar", Set.of("getInstance")),
                    Map.entry("java.lang.System", Set.of("nanoTime", "currentTimeMillis")));

    private static final Map<String, Set<String>> CHANCE =
            Map.ofEntries(
                    Map.entry("java.lang.Math", Set.of("random")),
                    Map.entry("java.util.UUID", Set.of("randomUUID")),
                    Map.entry("java.util.Random", Set.of("<init>")),
                    Map.entry("java.util.SplittableRandom", Set.of("<init>")),
                    Map.entry("java.util.concurrent.ThreadLocalRandom", Set.of("current")),
                    Map.entry("java.util.random.RandomGenerator", Set.of("getDefault", "of")),
                    Map.entry(
                            "java.security.SecureRandom",
                            Set.of("<init>", "getInstance", "getInstanceStrong")),
                    Map.entry("java.util.Collections", Set.of("shuffle")));

    private static final Map<String, Set<String>> THREADS =
            Map.ofEntries(
                    Map.entry(
                            "java.lang.Thread",
                            Set.of("<init>", "ofVirtual", "ofPlatform", "startVirtualThread")),
                    Map.entry("java.util.Timer", Set.of("<init>")),
                    Map.entry(
                            "java.util.concurrent.Executors",
                            Set.of(
                                    "newCachedThreadPool",
                                    "newFixedThreadPool",
                                    "newScheduledThreadPool",
                                    "newSingleThreadExecutor",
                                    "newSingleThreadScheduledExecutor",
                                    "newThreadPerTaskExecutor",
                                    "newVirtualThreadPerTaskExecutor",
                                    "newWorkStealingPool",
                                    "defaultThreadFactory")),
                    Map.entry("java.util.concurrent.ForkJoinPool", Set.of("<init>", "commonPool")),
                    Map.entry("java.util.concurrent.ThreadPoolExecutor", Set.of("<init>")),
                    Map.entry(
                            "java.util.concurrent.ScheduledThreadPoolExecutor", Set.of("<init>")));

    private Layers() {}

    private static Layer adapter(String name, String... libraries) {
        return new Layer(name, coreAnd("port"), with(List.of(libraries), LOG));
    }

    private static List<String> coreAnd(String... more) {
        return with(CORE, more);
    }

    private static List<String> with(List<String> some, String... more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all;
    }

    static ArchRule knowsOnly(String root, Layer layer) {
        List<String> allowed = new ArrayList<>(List.of("java..", NULLNESS));
        allowed.add(root + "." + layer.name());
        layer.ours().forEach(p -> allowed.add(root + "." + p));
        allowed.addAll(layer.libraries());
        return classes()
                .that()
                .resideInAPackage(root + "." + layer.name())
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed.toArray(String[]::new))
                .allowEmptyShould(true);
    }

    static ArchRule theCoreDoesNoInputOrOutput(String root) {
        return noClasses()
                .that()
                .resideInAnyPackage(CORE.stream().map(p -> root + "." + p).toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..", "java.net..", "java.nio.file..", "java.util.concurrent..");
    }

    static ArchRule timeEntersFromApp(String root) {
        return entersFromApp(root, "ask for the time", TIME);
    }

    static ArchRule chanceEntersFromApp(String root) {
        return entersFromApp(root, "ask for a random number", CHANCE);
    }

    static ArchRule threadsEnterFromApp(String root) {
        return entersFromApp(root, "start a thread", THREADS);
    }

    private static ArchRule entersFromApp(
            String root, String what, Map<String, Set<String>> calls) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(root + "." + APP)
                .should()
                .accessTargetWhere(
                        new DescribedPredicate<JavaAccess<?>>(what) {
                            @Override
                            public boolean test(JavaAccess<?> access) {
                                String owner = access.getTargetOwner().getName();
                                return calls.getOrDefault(owner, Set.of())
                                        .contains(access.getName());
                            }
                        });
    }

    static ArchRule noCycles(String root) {
        return slices().matching(root + ".(**)").should().beFreeOfCycles();
    }

    static ArchRule portsAreSmall(String root) {
        return classes()
                .that()
                .resideInAPackage(root + ".port")
                .and()
                .areInterfaces()
                .should(
                        new ArchCondition<JavaClass>("have at most 5 methods") {
                            @Override
                            public void check(JavaClass type, ConditionEvents events) {
                                int methods = type.getMethods().size();
                                events.add(
                                        new SimpleConditionEvent(
                                                type,
                                                methods <= 5,
                                                type.getName() + " has " + methods + " methods"));
                            }
                        });
    }
}
