package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.model.Cidr;
import dev.bringup.model.ClusterSpec;
import dev.bringup.secrets.Age;
import dev.bringup.secrets.Roots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The roots of trust beside a state repository, and the age keys that open them.
record RootsFile(Path file, Optional<Path> identity) {

    static RootsFile in(Path repository, @Nullable Path identity) throws Failure {
        if (!Files.exists(repository)) {
            throw new Failure(Exit.WRONG_INPUT, "there is no " + repository);
        }
        Path folder = Files.isDirectory(repository) ? repository : repository.resolveSibling("");
        return new RootsFile(folder.resolve(Roots.PATH), Optional.ofNullable(identity));
    }

    boolean exists() {
        return Files.exists(file);
    }

    Roots open() throws Failure {
        if (!exists()) {
            throw new Failure(
                    Exit.WRONG_INPUT, "there is no " + file + "; `bringup pki init` makes it");
        }
        try {
            return Roots.open(file.toString(), Files.readString(file), identities());
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot read " + file + ": " + e.getMessage());
        } catch (IllegalStateException e) {
            throw new Failure(Exit.WRONG_INPUT, String.valueOf(e.getMessage()));
        }
    }

    /// Which hosts the cluster's machines are, as a `known_hosts` has it; whoever holds the key of
    /// their authority is to be nobody else. All hosts where the Cluster does not say.
    String hosts() {
        Path folder = file.toAbsolutePath().resolve("../..").normalize();
        try {
            return Validation.of(folder)
                    .desired()
                    .map(desired -> patterns(desired.cluster().network()))
                    .orElse("*");
        } catch (Failure _) {
            return "*";
        }
    }

    private static String patterns(ClusterSpec.Network network) {
        List<String> all = new ArrayList<>();
        network.domain().ifPresent(domain -> all.add("*." + domain));
        network.all().forEach(cidr -> all.add(pattern(cidr)));
        return String.join(",", all);
    }

    /// As few addresses around it as `*` can say.
    private static String pattern(Cidr cidr) {
        String[] bytes = cidr.network().toString().split("\\.", -1);
        int whole = cidr.prefix() / Byte.SIZE;
        return whole == 0
                ? "*"
                : String.join(".", Arrays.copyOf(bytes, whole))
                        + (whole == bytes.length ? "" : ".*");
    }

    List<String> identities() throws Failure {
        if (identity.isEmpty()) {
            return List.of();
        }
        try {
            return Age.identities(identity.get());
        } catch (IllegalStateException | UncheckedIOException e) {
            throw new Failure(Exit.WRONG_INPUT, String.valueOf(e.getMessage()));
        }
    }

    /// Written whole or not at all: half a file would be a lost cluster.
    void write(Roots roots) throws Failure {
        Path half = file.resolveSibling(file.getFileName() + ".new");
        try {
            String sealed = roots.sealed();
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(half, sealed);
            Files.move(
                    half,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot write " + file + ": " + e.getMessage());
        } catch (IllegalStateException e) {
            throw new Failure(Exit.WRONG_INPUT, String.valueOf(e.getMessage()));
        }
    }
}
