package dev.bringup.manifest;

import dev.bringup.model.Addons;
import dev.bringup.model.Approval;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Decommission;
import dev.bringup.model.Image;
import dev.bringup.model.MachineId;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads a state repository. Every `*.yaml` and `*.yml` file at or below its root is read, in the
/// order of their paths; names that start with a dot (`.github`) belong to other programs.
public final class Manifests {

    private final Map<Kind, Schema> schemas = Schema.load();
    private final Instant now;

    /// What depends on the date is judged at this moment.
    public Manifests(Instant now) {
        this.now = now;
    }

    /// Nothing has expired.
    public Manifests() {
        this(Instant.MIN);
    }

    /// The files are all of the repository, by path from its root with `/` between folders:
    /// templates and keys are looked up in them too.
    public Declared.Answer read(SortedMap<String, byte[]> files) {
        Problems problems = new Problems();
        List<Document> documents = new ArrayList<>();
        References.Sight sight = References.Sight.WHOLE;
        // A file per machine makes thousands, and no file needs to know another to be read.
        List<Content> contents =
                files.entrySet().parallelStream()
                        .filter(file -> isManifest(file.getKey()))
                        .filter(file -> !SecretRef.Sops.encrypted(file.getValue()))
                        .map(this::read)
                        .toList();
        List<Document> addons = addons(contents);
        for (Content content : contents) {
            if (addons.stream().anyMatch(a -> ReadAddons.claims(a, content.file))) {
                continue;
            }
            problems.addAll(content.problems);
            documents.addAll(content.documents);
            sight = content.isWhole ? sight : References.Sight.PARTIAL;
        }
        new References(documents, files.keySet(), sight, problems).check();
        new Risks(documents, files, problems, now).check();
        problems.addAll(ClearSecrets.scan(files));
        Optional<Declared> declared = declared(documents, files, problems);
        new Allowances(documents, problems).apply();
        return declared.isPresent() && !problems.hasErrors()
                ? new Declared.Answer.Valid(declared.get(), problems.inReadingOrder())
                : new Declared.Answer.Invalid(problems.inReadingOrder());
    }

    /// A guess at what was meant, or what there is.
    public static Optional<String> suggestion(
            String written, Collection<String> known, String plural) {
        return Suggest.help(written, known, plural);
    }

    /// Whether a file of a state repository holds objects.
    public static boolean isManifest(String path) {
        boolean hidden = Arrays.stream(path.split("/")).anyMatch(part -> part.startsWith("."));
        return !hidden && (path.endsWith(".yaml") || path.endsWith(".yml"));
    }

    /// What is in one file. It is whole when it could be read as YAML and every document of it has
    /// a kind and a name.
    private record Content(
            String file, List<Document> documents, Problems problems, boolean isWhole) {}

    private static List<Document> addons(List<Content> contents) {
        return contents.stream()
                .flatMap(content -> content.documents.stream())
                .filter(d -> d.kind() == Kind.ADDONS && d.fit() == Document.Fit.FITS)
                .toList();
    }

    private Content read(Map.Entry<String, byte[]> file) {
        Problems problems = new Problems();
        List<Document> documents = new ArrayList<>();
        Optional<SourceText> text = SourceText.of(file.getKey(), file.getValue(), problems);
        if (text.isEmpty()) {
            return new Content(file.getKey(), documents, problems, false);
        }
        YamlReader.Read read = YamlReader.read(text.get(), problems);
        boolean whole = read.whole();
        for (Tree tree : read.documents()) {
            Optional<Document> document = document(tree, problems);
            document.map(d -> read.whole() ? d : d.unfit()).ifPresent(documents::add);
            whole &= document.isPresent();
        }
        return new Content(file.getKey(), documents, problems, whole);
    }

    private Optional<Document> document(Tree tree, Problems problems) {
        if (!(tree instanceof Tree.Mapping map)) {
            problems.add(
                    Code.WRONG_TYPE,
                    tree.at(),
                    "an object is a map, not " + tree.typeName(),
                    "it starts with 'apiVersion: bringup.dev/v1' and 'kind:'");
            return Optional.empty();
        }
        Optional<Kind> kind = map.text("kind").flatMap(Kind::of);
        if (kind.isEmpty()) {
            String said = map.text("kind").orElse("");
            problems.add(
                    said.isEmpty() ? Code.MISSING_FIELD : Code.UNKNOWN_KIND,
                    map.place("kind"),
                    said.isEmpty() ? "'kind' is missing" : "there is no kind '" + said + "'",
                    Suggest.help(said, Kind.texts(), "kinds"));
            return Optional.empty();
        }
        int before = problems.count();
        Schema schema = Objects.requireNonNull(schemas.get(kind.get()));
        Tree.Mapping checked = (Tree.Mapping) new SchemaCheck(problems).check(map, schema, "");
        Document.Fit fit = problems.count() == before ? Document.Fit.FITS : Document.Fit.DOES_NOT;
        return checked.map("metadata")
                .text("name")
                .map(name -> new Document(kind.get(), name, checked, fit));
    }

    private static Optional<Declared> declared(
            List<Document> documents, SortedMap<String, byte[]> files, Problems problems) {
        Optional<ClusterSpec> cluster = Optional.empty();
        SortedMap<String, Image> images = new TreeMap<>();
        SortedMap<String, Declared.Profile> profiles = new TreeMap<>();
        SortedMap<String, Document> bmcs = new TreeMap<>();
        List<Document> pdus = new ArrayList<>();
        List<Document> machines = new ArrayList<>();
        List<Approval> approvals = new ArrayList<>();
        List<Document> addons = new ArrayList<>();
        List<Decommission> tombstones = new ArrayList<>();
        SortedMap<String, Declared.Target> targets = new TreeMap<>();
        for (Document d : documents) {
            if (d.fit() == Document.Fit.DOES_NOT) {
                continue;
            }
            switch (d.kind()) {
                case CLUSTER -> cluster = Optional.of(new ReadCluster(files, problems).read(d));
                case IMAGE -> images.put(d.name(), ReadProfile.image(d));
                case PROFILE -> profiles.put(d.name(), ReadProfile.profile(d, files));
                case BMC -> bmcs.put(d.name(), d);
                case PDU -> pdus.add(d);
                case MACHINE -> machines.add(d);
                case APPROVAL -> approvals.add(ReadApproval.approval(d, problems));
                case TARGET -> targets.put(d.name(), ReadProfile.target(d));
                case ADDONS -> addons.add(d);
                case DECOMMISSION -> tombstones.add(ReadDecommission.tombstone(d));
            }
        }
        Addons kept = new ReadAddons(files, problems).read(addons);
        SortedMap<MachineId, Declared.Machine> byId = new TreeMap<>();
        Map<String, List<Rung.Feed>> feeds = ReadPdu.feeds(pdus, files);
        machines.stream()
                .map(document -> ReadMachine.machine(document, bmcs, feeds, files))
                .forEach(machine -> byId.put(machine.id(), machine));
        return cluster.map(spec ->
                new Declared(
                        spec,
                        images,
                        profiles,
                        byId,
                        new Declared.Beside(
                                List.copyOf(approvals), targets, kept, List.copyOf(tombstones)),
                        Collections.unmodifiableSortedMap(files)));
    }
}
