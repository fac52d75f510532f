package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.KubeconfigOptions;
import dev.bringup.cli.Program.Failure;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Diagnostic;
import dev.bringup.secrets.AdminConfig;
import dev.bringup.secrets.Issuer;
import dev.bringup.secrets.Roots;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// `bringup kubeconfig`.
record Minting(KubeconfigOptions options, Issuer issuer, PrintStream out) {

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}";

    int run() throws Failure {
        if (options.goodFor.isZero()) {
            throw new Failure(Exit.WRONG_INPUT, "--for 0 is no time at all");
        }
        checked("--user", options.user);
        RootsFile file = RootsFile.in(options.path, options.ageIdentity);
        ClusterSpec cluster = cluster();
        Roots roots = file.open();
        String endpoint =
                Optional.ofNullable(options.endpoint)
                        .or(() -> cluster.kubernetes().endpoint())
                        .orElseThrow(() ->
                                new Failure(
                                        Exit.WRONG_INPUT,
                                        "the Cluster has no kubernetes.endpoint; say where its API"
                                                + " is: --endpoint HOST:PORT"));
        String group =
                Optional.ofNullable(options.group)
                        .orElseGet(() -> OwnCluster.admins(cluster.kubernetes()));
        checked("--group", group);
        Issuer.Client client = issuer.client(roots, options.user, group, options.goodFor);
        String text = AdminConfig.text(roots, cluster.name(), endpoint, client);
        Path into = options.into;
        if (into != null) {
            write(into, text);
            Printed.words(options.form, out).println(into + " is good until " + client.until());
            Printed.answer(
                    options.form, out, Map.of("file", into.toString(), "until", client.until()));
        } else if (options.form.isJson()) {
            Map<String, Object> config =
                    new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
            Printed.answer(options.form, out, config);
        } else {
            out.print(text);
        }
        return Exit.FINE;
    }

    /// What stands in a certificate's subject is taken by its letters; others would be escapes.
    private static void checked(String option, String name) throws Failure {
        if (!name.matches(NAME)) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    option
                            + " '"
                            + name
                            + "' is not a name: up to 64 letters, digits and . _ : @ -");
        }
    }

    private ClusterSpec cluster() throws Failure {
        Validation found = Validation.of(options.path);
        return found.desired()
                .orElseThrow(() ->
                        new Failure(
                                Exit.WRONG_INPUT,
                                "the repository does not load\n"
                                        + Diagnostic.render(found.problems())))
                .cluster();
    }

    private static void write(Path file, String text) throws Failure {
        Path half = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(half);
            Files.createFile(
                    half,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(half, text);
            Files.move(
                    half,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot write " + file + ": " + e.getMessage());
        }
    }
}
