package dev.bringup.manifest;

import dev.bringup.model.Cidr;
import dev.bringup.model.Diagnostic.Position;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What only the whole repository shows: names that lead nowhere, things that are there twice,
/// addresses that cannot be.
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

    References(List<Document> documents, Set<String> files, Sight sight, Problems problems) {
        this.documents = documents;
        this.files = files;
        this.sight = sight;
        this.problems = problems;
    }

    void check() {
        oneCluster();
        duplicateNames();
        for (Document document : fitting(Kind.PROFILE)) {
            reference(document.spec(), "image", Kind.IMAGE);
            Tree.Mapping payload = document.spec().map("payload");
            payload.values().keySet().forEach(key -> file(payload.need(key), payload.place(key)));
        }
        for (Document document : fitting(Kind.MACHINE)) {
            reference(document.spec(), "profile", Kind.PROFILE);
            for (Tree rung : document.spec().list("power")) {
                ((Tree.Mapping) rung)
                        .get("ipmi")
                        .ifPresent(ipmi -> reference((Tree.Mapping) ipmi, "bmc", Kind.BMC));
            }
        }
        duplicateHardware();
        addresses();
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
                    "the first one is at " + clusters.getFirst().namePlace());
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
        String name = from.need(field);
        Set<String> known =
                documents.stream()
                        .filter(d -> d.kind() == to)
                        .map(Document::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        if (sight == Sight.WHOLE && !known.contains(name)) {
            problems.add(
                    Code.UNKNOWN_REFERENCE,
                    from.place(field),
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

    private void duplicateHardware() {
        Map<Mac, String> macs = new HashMap<>();
        Map<Ip4, String> addresses = new HashMap<>();
        for (Document document : fitting(Kind.MACHINE)) {
            for (Tree.Scalar mac : ReadMachine.macs(document.spec())) {
                taken(macs, Mac.parse(mac.text()), document, mac.at(), Code.DUPLICATE_MAC);
            }
            Ip4 address = Ip4.parse(document.spec().need("ipAddress"));
            Position at = document.spec().place("ipAddress");
            taken(addresses, address, document, at, Code.DUPLICATE_ADDRESS);
        }
    }

    private <T> void taken(
            Map<T, String> owners, T thing, Document document, Position at, Code code) {
        String owner = owners.putIfAbsent(thing, document.name());
        if (owner != null) {
            String whose = owner.equals(document.name()) ? "this machine" : "'" + owner + "'";
            problems.add(code, at, thing + " already belongs to " + whose, Optional.empty());
        }
    }

    private void addresses() {
        List<Document> clusters = fitting(Kind.CLUSTER);
        if (clusters.isEmpty()) {
            return;
        }
        Tree.Mapping network = clusters.getFirst().spec().map("network");
        Cidr cidr = Cidr.parse(network.need("cidr"));
        Optional<Ip4> gateway = network.text("gateway").map(Ip4::parse);
        if (gateway.isPresent()) {
            within(cidr, gateway.get(), network.place("gateway"));
        }
        for (Document document : fitting(Kind.MACHINE)) {
            Ip4 address = Ip4.parse(document.spec().need("ipAddress"));
            Position at = document.spec().place("ipAddress");
            if (within(cidr, address, at) && gateway.equals(Optional.of(address))) {
                problems.add(
                        Code.RESERVED_ADDRESS, at, address + " is the gateway's", Optional.empty());
            }
        }
    }

    private boolean within(Cidr cidr, Ip4 address, Position at) {
        if (!cidr.contains(address)) {
            problems.add(
                    Code.OUTSIDE_NETWORK,
                    at,
                    address + " is not in the cluster's network " + cidr,
                    Optional.empty());
            return false;
        }
        boolean edge = address.equals(cidr.network()) || address.equals(cidr.broadcast());
        if (edge && cidr.prefix() < 31) {
            String which = address.equals(cidr.network()) ? "network" : "broadcast";
            problems.add(
                    Code.RESERVED_ADDRESS,
                    at,
                    address + " is the " + which + " address of " + cidr,
                    Optional.empty());
            return false;
        }
        return true;
    }
}
