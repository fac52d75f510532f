package dev.bringup.manifest;

import dev.bringup.model.Diagnostic.Position;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What only the whole repository shows: names that lead nowhere, objects that are there twice.
final class References {

    /// Whether every file could be read. If not, a name that is missing may stand in the file that
    /// could not, and saying so twice hides the real error.
    enum Sight {
        WHOLE,
        PARTIAL
    }

    private final List<Document> documents;
    private final Set<String> files;
    private final Sight sight;
    private final Problems problems;
    private final Map<Kind, Set<String>> names = new EnumMap<>(Kind.class);

    References(List<Document> documents, Set<String> files, Sight sight, Problems problems) {
        this.documents = documents;
        this.files = files;
        this.sight = sight;
        this.problems = problems;
        for (Kind kind : Kind.values()) {
            names.put(kind, new TreeSet<>());
        }
        documents.forEach(d -> names(d.kind()).add(d.name()));
    }

    private Set<String> names(Kind kind) {
        return Objects.requireNonNull(names.get(kind));
    }

    void check() {
        oneCluster();
        duplicateNames();
        for (Document document : fitting(Kind.PROFILE)) {
            reference(document.spec(), "image", Kind.IMAGE);
            SortedMap<Integer, String> _ =
                    DhcpOptions.read(document.spec().map("dhcpOptions"), problems);
            Tree.Mapping payload = document.spec().map("payload");
            payload.values().keySet().forEach(key -> file(payload.need(key), payload.place(key)));
        }
        for (Document document :
                Stream.of(Kind.BMC, Kind.PDU).flatMap(kind -> fitting(kind).stream()).toList()) {
            encrypted(document.spec().map("credentials").map("secret"));
        }
        for (Document document :
                Stream.of(Kind.PROFILE, Kind.MACHINE)
                        .flatMap(kind -> fitting(kind).stream())
                        .toList()) {
            for (Tree.Mapping secret : SecretVariables.within(document.spec().map("variables"))) {
                SecretVariables.check(secret, problems);
                encrypted(secret);
            }
        }
        for (Document document : fitting(Kind.MACHINE)) {
            reference(document.spec(), "profile", Kind.PROFILE);
            for (Tree rung : document.spec().list("power")) {
                Tree.Mapping map = (Tree.Mapping) rung;
                Rungs.BY_BMC.stream()
                        .flatMap(name -> map.get(name).stream())
                        .forEach(bmc -> reference((Tree.Mapping) bmc, "bmc", Kind.BMC));
                map.get("wol")
                        .map(wol -> ((Tree.Mapping) wol).map("secureOn").map("secret"))
                        .ifPresent(this::encrypted);
                map.get("libvirt")
                        .map(host -> ((Tree.Mapping) host).map("key").map("secret"))
                        .ifPresent(this::encrypted);
                map.get("webhook")
                        .map(hook -> ((Tree.Mapping) hook).map("secret"))
                        .ifPresent(this::encrypted);
            }
            if (!names(Kind.PDU).isEmpty()) {
                document.spec()
                        .map("location")
                        .list("pdu")
                        .forEach(pdu -> reference(pdu.brief(), pdu.at(), Kind.PDU));
            }
        }
        new LiveImages(fitting(Kind.IMAGE), problems).check(fitting(Kind.PROFILE));
        new Talos(fitting(Kind.PROFILE), problems)
                .check(fitting(Kind.IMAGE), fitting(Kind.MACHINE), fitting(Kind.CLUSTER));
        new Rungs(fitting(Kind.BMC), problems).check(fitting(Kind.MACHINE));
        fitting(Kind.PDU).forEach(pdu -> ReadPdu.check(pdu, problems));
        canaries();
        sleepers();
        tombstones();
        for (Document document : fitting(Kind.TARGET)) {
            file(document.spec().need("template"), document.spec().place("template"));
        }
        new Duplicates(fitting(Kind.MACHINE), fitting(Kind.BMC), fitting(Kind.PDU), problems)
                .check();
        List<Document> pdus = fitting(Kind.PDU);
        // An outlet of a unit that could not be read may be the one that is missed.
        if (sight == Sight.WHOLE && pdus.size() == names(Kind.PDU).size()) {
            new Outlets(fitting(Kind.MACHINE), pdus, names(Kind.MACHINE), problems).check();
        }
        fitting(Kind.CLUSTER).stream()
                .findFirst()
                .ifPresent(
                        cluster -> new Addresses(cluster, fitting(Kind.MACHINE), problems).check());
    }

    private void encrypted(Tree.Mapping secret) {
        secret.text("sops").ifPresent(sops -> file(sops.split("#", 2)[0], secret.place("sops")));
    }

    private void canaries() {
        for (Document document : fitting(Kind.CLUSTER)) {
            Tree.Mapping policy = document.spec().map("policy");
            policy.map("canary")
                    .list("first")
                    .forEach(name -> reference(name.brief(), name.at(), Kind.MACHINE));
        }
    }

    /// A machine is in Git or it is to be wiped, not both.
    private void tombstones() {
        Map<String, Position> first = new HashMap<>();
        for (Document document : fitting(Kind.DECOMMISSION)) {
            String machine = document.spec().need("machine");
            Position at = document.spec().place("machine");
            documents.stream()
                    .filter(d -> d.kind() == Kind.MACHINE && d.name().equals(machine))
                    .findFirst()
                    .ifPresent(alive ->
                            problems.add(
                                    Code.BURIED_ALIVE,
                                    at,
                                    "Machine '" + machine + "' is still here",
                                    "remove it, at " + alive.namePlace() + ", or this tombstone"));
            Position earlier = first.putIfAbsent(machine, at);
            if (earlier != null) {
                problems.add(
                        Code.SECOND_TOMBSTONE,
                        at,
                        "there is another tombstone for '" + machine + "'",
                        "the first one is at " + earlier);
            }
        }
    }

    private void sleepers() {
        for (Document document : fitting(Kind.CLUSTER)) {
            Tree.Mapping sleep = document.spec().map("policy").map("sleep");
            sleep.list("schedules")
                    .forEach(s -> reference((Tree.Mapping) s, "profile", Kind.PROFILE));
        }
    }

    private List<Document> fitting(Kind kind) {
        return documents.stream()
                .filter(d -> d.kind() == kind && d.fit() == Document.Fit.FITS)
                .toList();
    }

    private void oneCluster() {
        List<Document> clusters = documents.stream().filter(d -> d.kind() == Kind.CLUSTER).toList();
        if (clusters.isEmpty() && sight == Sight.WHOLE) {
            problems.add(
                    Code.NO_CLUSTER,
                    new Position(files.isEmpty() ? "." : files.iterator().next(), 1, 1),
                    "no file here declares a Cluster",
                    "a state repository has exactly one, usually in cluster.yaml");
        }
        for (Document second : clusters.stream().skip(1).toList()) {
            problems.add(
                    Code.SECOND_CLUSTER,
                    second.namePlace(),
                    "this is a second Cluster, '" + second.name() + "'",
                    "the first one is at "
                            + clusters.getFirst().namePlace()
                            + "; give each cluster a folder, and say which with --path");
        }
    }

    private void duplicateNames() {
        Map<String, Position> first = new HashMap<>();
        for (Document document : documents) {
            String key = document.kind().text() + " '" + document.name() + "'";
            Position earlier = first.putIfAbsent(key, document.namePlace());
            if (earlier != null && document.kind() != Kind.CLUSTER) {
                problems.add(
                        Code.DUPLICATE_NAME,
                        document.namePlace(),
                        "there is another " + key,
                        "the first one is at " + earlier);
            }
        }
    }

    private void reference(Tree.Mapping from, String field, Kind to) {
        reference(from.need(field), from.place(field), to);
    }

    private void reference(String name, Position at, Kind to) {
        Set<String> known = names(to);
        if (sight == Sight.WHOLE && !known.contains(name)) {
            problems.add(
                    Code.UNKNOWN_REFERENCE,
                    at,
                    "there is no " + to.text() + " '" + name + "'",
                    Suggest.help(name, known, to.plural()));
        }
    }

    private void file(String path, Position at) {
        if (!files.contains(path)) {
            problems.add(
                    Code.NO_SUCH_FILE,
                    at,
                    "there is no file '" + path + "' in this repository",
                    Suggest.nearest(path, files).map(near -> "did you mean '" + near + "'?"));
        }
    }
}
