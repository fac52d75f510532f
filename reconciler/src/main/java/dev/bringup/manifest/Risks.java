package dev.bringup.manifest;

import dev.bringup.model.Cidr;
import dev.bringup.model.Diagnostic.Position;
import dev.bringup.model.Ip4;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What would work and should still be looked at.
final class Risks {

    private static final Pattern HTTP = Pattern.compile("\\bhttp://([^/\\s\"'{}<>|:$%]+)");
    private static final Pattern MOVING =
            Pattern.compile("\\bhttps?://\\S*(/latest\\b|:latest\\b|/(?:main|master|HEAD)/)\\S*");

    private final List<Document> documents;
    private final SortedMap<String, byte[]> files;
    private final Problems problems;
    private final Instant now;

    Risks(
            List<Document> documents,
            SortedMap<String, byte[]> files,
            Problems problems,
            Instant now) {
        this.documents = documents;
        this.files = files;
        this.problems = problems;
        this.now = now;
    }

    void check() {
        Map<String, List<Document>> byProfile =
                fitting(Kind.MACHINE).stream()
                        .collect(Collectors.groupingBy(d -> d.spec().need("profile")));
        TreeSet<String> templates = new TreeSet<>();
        for (Document profile : fitting(Kind.PROFILE)) {
            List<Document> machines = byProfile.getOrDefault(profile.name(), List.of());
            count(profile, machines.size());
            sleep(profile.name(), machines.size());
            profile.spec().list("spread").forEach(s -> spread(s, machines));
            Tree.Mapping payload = profile.spec().map("payload");
            payload.values().keySet().forEach(key -> templates.add(payload.need(key)));
        }
        fitting(Kind.TARGET).forEach(target -> templates.add(target.spec().need("template")));
        for (Document image : fitting(Kind.IMAGE)) {
            assets(image.spec()).forEach(this::asset);
        }
        versions();
        tombstones();
        new Spread(problems).controlPlanes(fitting(Kind.PROFILE), byProfile);
        templates.forEach(this::template);
    }

    private static List<Tree.Mapping> assets(Tree.Mapping image) {
        List<Tree> all =
                Stream.of("disk", "kernel", "rootfs")
                        .flatMap(field -> image.get(field).stream())
                        .collect(Collectors.toCollection(ArrayList::new));
        all.addAll(image.list("initrd"));
        all.addAll(image.list("bundles"));
        return all.stream().map(Tree.Mapping.class::cast).toList();
    }

    private List<Document> fitting(Kind kind) {
        return documents.stream()
                .filter(d -> d.kind() == kind && d.fit() == Document.Fit.FITS)
                .toList();
    }

    /// An upgrade ends when every image is at the version of the cluster.
    private void versions() {
        Optional<String> cluster =
                fitting(Kind.CLUSTER).stream()
                        .map(c -> c.spec().map("kubernetes").need("version"))
                        .findFirst();
        for (Document profile : fitting(Kind.PROFILE)) {
            fitting(Kind.IMAGE).stream()
                    .filter(image -> image.name().equals(profile.spec().need("image")))
                    .flatMap(image -> image.spec().text("kubernetesVersion").stream())
                    .filter(version -> cluster.filter(c -> !c.equals(version)).isPresent())
                    .forEach(version ->
                            problems.add(
                                    Code.OTHER_VERSION,
                                    profile.spec().place("image"),
                                    "image '%s' holds Kubernetes %s, the cluster is at %s"
                                            .formatted(
                                                    profile.spec().need("image"),
                                                    version,
                                                    cluster.orElseThrow()),
                                    "use an image of " + cluster.orElseThrow()));
        }
    }

    private void tombstones() {
        for (Document document : fitting(Kind.DECOMMISSION)) {
            if (ReadDecommission.tombstone(document).isExpired(now)) {
                problems.add(
                        Code.EXPIRED,
                        document.spec().place("expires"),
                        "this tombstone has expired, and nothing is wiped",
                        "remove it; to wipe '%s' still, write a later date"
                                .formatted(document.spec().need("machine")));
            }
        }
    }

    private void count(Document profile, int found) {
        Optional<Integer> count = profile.spec().text("count").map(Integer::parseInt);
        if (count.isPresent() && count.get() != found) {
            problems.add(
                    Code.COUNT,
                    profile.spec().place("count"),
                    "profile '%s' should have %d machines and has %d"
                            .formatted(profile.name(), count.get(), found),
                    "add or remove Machines, or correct the count");
        }
    }

    /// A schedule under which every machine stays awake was meant to do something.
    private void sleep(String profile, int machines) {
        for (Document cluster : fitting(Kind.CLUSTER)) {
            Tree.Mapping sleep = cluster.spec().map("policy").map("sleep");
            int awake = Integer.parseInt(sleep.need("minAwake"));
            String has = machines == 1 ? "1 machine" : machines + " machines";
            String never =
                    "nobody of profile '%s' ever sleeps: it has %s and %d stay awake"
                            .formatted(profile, has, awake);
            sleep.list("schedules").stream()
                    .map(Tree.Mapping.class::cast)
                    .filter(schedule -> schedule.need("profile").equals(profile))
                    .filter(_ -> awake >= machines)
                    .forEach(schedule ->
                            problems.add(
                                    Code.NOBODY_SLEEPS,
                                    schedule.place("profile"),
                                    never,
                                    "lower policy.sleep.minAwake, or take the schedule out"));
        }
    }

    private void spread(Tree over, List<Document> machines) {
        Spread.shared(over.brief(), machines)
                .ifPresent(place ->
                        problems.add(
                                Code.SPREAD,
                                over.at(),
                                "all %d machines of the profile share the %s '%s'"
                                        .formatted(machines.size(), over.brief(), place),
                                "move one, or correct its location"));
    }

    private void template(String path) {
        Optional<SourceText> text =
                Optional.ofNullable(files.get(path))
                        .flatMap(bytes -> SourceText.of(path, bytes, new Problems()));
        List<String> lines = text.map(t -> SourceText.lines(t.text())).orElse(List.of());
        problems.source(path, lines);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.strip().startsWith("#")) {
                continue;
            }
            plain(line, new Position(path, i + 1, 1));
            moving(line, new Position(path, i + 1, 1));
        }
    }

    private void moving(String text, Position from) {
        Matcher moving = MOVING.matcher(text);
        if (moving.find()) {
            problems.add(
                    Code.UNPINNED,
                    new Position(from.file(), from.line(), from.column() + moving.start()),
                    "what is at this URL changes without a commit: '" + moving.group(1) + "'",
                    "name a version, and check a digest");
        }
    }

    private void asset(Tree.Mapping asset) {
        plain(asset.text("url").orElse(""), asset.place("url"));
        moving(asset.text("url").orElse(""), asset.place("url"));
    }

    private void plain(String text, Position from) {
        Matcher http = HTTP.matcher(text);
        while (http.find()) {
            String host = http.group(1);
            if (!isOurs(host)) {
                Position at = new Position(from.file(), from.line(), from.column() + http.start());
                problems.add(
                        Code.PLAIN_HTTP,
                        at,
                        "'" + host + "' is asked over http, which anybody on the way can change",
                        "use https");
            }
        }
    }

    private boolean isOurs(String host) {
        if (host.equals("localhost") || host.startsWith("127.")) {
            return true;
        }
        return fitting(Kind.CLUSTER).stream()
                .map(cluster -> Cidr.parse(cluster.spec().map("network").need("cidr")))
                .anyMatch(cidr -> address(host).filter(cidr::contains).isPresent());
    }

    private static Optional<Ip4> address(String host) {
        return host.matches("[0-9.]+") && Formats.wrong("ipv4", host).isEmpty()
                ? Optional.of(Ip4.parse(host))
                : Optional.empty();
    }
}
