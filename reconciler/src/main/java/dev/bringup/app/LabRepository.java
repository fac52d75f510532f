package dev.bringup.app;

import dev.bringup.manifest.Reference;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;

/// The lab's state repository: a bare one, whose first commit is `examples/lab`.
final class LabRepository {

    /// Machines that are plugged in and not in Git yet: something to add.
    static final int SPARES = 3;

    private static final String EXAMPLE = "/examples/lab";

    private LabRepository() {}

    static void create(Path bare, int machines, Instant now) throws IOException {
        create(bare, files(machines), now);
    }

    static void create(Path bare, SortedMap<String, byte[]> files, Instant now) throws IOException {
        if (Files.exists(bare.resolve("HEAD"))) {
            return;
        }
        try (Git git =
                Git.init().setBare(true).setInitialBranch("main").setGitDir(bare.toFile()).call()) {
            commit(git.getRepository(), files, now);
        } catch (GitAPIException e) {
            throw new IOException("cannot make the repository " + bare, e);
        }
    }

    static SortedMap<String, byte[]> files(int machines) throws IOException {
        SortedMap<String, byte[]> files = example();
        String machine = text(files, "machines/node-01.yaml");
        String bmc = text(files, "bmcs/bmc-01.yaml");
        String fed = text(files, "machines/node-02.yaml");
        String redfish = text(files, "bmcs/bmc-02.yaml");
        files.keySet().removeIf(f -> f.startsWith("machines/") || f.startsWith("bmcs/"));
        // Their outlets feed machine 2.
        files.keySet().removeIf(f -> f.startsWith("pdus/") && machines < 2);
        for (int n = 1; n <= machines + SPARES; n++) {
            String name = number(n);
            if (n <= machines) {
                files.put(
                        "machines/node-" + name + ".yaml",
                        bytes(n == 2 ? fed : numbered(machine, n)));
            }
            boolean second = n == 2 && machines >= 2;
            files.put("bmcs/bmc-" + name + ".yaml", bytes(second ? redfish : numbered(bmc, n)));
        }
        files.replaceAll((file, text) -> file.endsWith(".yaml") ? bytes(nearer(text)) : text);
        Reference.files().forEach((name, text) -> files.put("schema/" + name, bytes(text)));
        return files;
    }

    /// Editors find the schemas beside the examples; here they are in the repository itself.
    private static String nearer(byte[] text) {
        return new String(text, StandardCharsets.UTF_8)
                .replace("$schema=../../../schema/", "$schema=../schema/")
                .replace("$schema=../../schema/", "$schema=schema/");
    }

    /// The text of machine 1 as that of machine `n`.
    private static String numbered(String first, int n) {
        String name = number(n);
        return first.replace("node-01", "node-" + name)
                .replace("bmc-01", "bmc-" + name)
                .replace("52:54:00:77:00:01", LabRack.mac(n).text())
                .replace("127.77.1.1", LabRack.address(n).toString())
                .replace("127.77.2.1", LabRack.bmc(n).toString());
    }

    static String number(int n) {
        return String.format("%02d", n);
    }

    private static SortedMap<String, byte[]> example() throws IOException {
        URL url = LabRepository.class.getResource(EXAMPLE);
        if (url == null) {
            throw new IOException("this build has no " + EXAMPLE + " in it");
        }
        try {
            URI uri = url.toURI();
            if (!uri.getScheme().equals("jar")) {
                return read(Path.of(uri));
            }
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return read(jar.getPath(EXAMPLE));
            }
        } catch (URISyntaxException e) {
            throw new IOException("cannot find " + url, e);
        }
    }

    private static SortedMap<String, byte[]> read(Path root) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                files.put(name, Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static void commit(Repository repository, Map<String, byte[]> files, Instant now)
            throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            DirCache tree = DirCache.newInCore();
            DirCacheBuilder builder = tree.builder();
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                DirCacheEntry entry = new DirCacheEntry(file.getKey());
                entry.setFileMode(FileMode.REGULAR_FILE);
                entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, file.getValue()));
                builder.add(entry);
            }
            builder.finish();
            PersonIdent lab =
                    new PersonIdent("Bringup lab", "lab@lab.example", now, ZoneOffset.UTC);
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(tree.writeTree(inserter));
            commit.setAuthor(lab);
            commit.setCommitter(lab);
            commit.setMessage("Describe the lab\n");
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            RefUpdate main = repository.updateRef("refs/heads/main");
            main.setNewObjectId(id);
            main.update();
        }
    }

    static String text(Map<String, byte[]> files, String name) {
        return new String(
                java.util.Objects.requireNonNull(files.get(name), name), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
