package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.cli.AdoptOptions;
import dev.bringup.cli.Exit;
import dev.bringup.cli.Format;
import dev.bringup.cli.Program.Failure;
import dev.bringup.model.Cidr;
import dev.bringup.model.ClusterSpec.Network;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `bringup adopt`: writes the file of a machine that was discovered, if the repository is fine
/// with it.
record Adopting(AdoptOptions options, PrintStream out) {

    int run() throws Failure {
        if (!Files.isDirectory(options.path)) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    options.path + " is not a folder; a machine is a file of its own");
        }
        try {
            MachineId _ = new MachineId(options.name);
        } catch (IllegalArgumentException e) {
            throw new Failure(Exit.WRONG_INPUT, String.valueOf(e.getMessage()));
        }
        JsonNode found = Discovery.one(options.daemon.server, options.what);
        Validation before = Validation.of(options.path);
        if (before.desired().isEmpty()) {
            words().print(before.told(Format.TEXT, ""));
            throw new Failure(
                    Exit.WRONG_INPUT, "the state repository is wrong already; nothing is written");
        }
        String ip = options.ip.isEmpty() ? free(before.desired().get()) : options.ip;
        Path file = options.path.resolve("machines").resolve(options.name + ".yaml");
        String text = Discovery.machine(found, options.name, options.profile, ip);
        if (Files.exists(file)) {
            throw new Failure(Exit.WRONG_INPUT, file + " is there already; it is not overwritten");
        }
        write(file, text);
        words().print(text);
        words().println("written: " + file);
        if (options.push) {
            new Pushing(options.path, "the machine").publish(file, "Add " + options.name);
            words().println("committed and pushed");
        }
        Printed.answer(
                options.form,
                out,
                Map.of(
                        "machine",
                        options.name,
                        "file",
                        file.toString(),
                        "pushed",
                        options.push ? "yes" : "no"));
        return Exit.FINE;
    }

    private PrintStream words() {
        return Printed.words(options.form, out);
    }

    /// A file that breaks the repository does not stay.
    private void write(Path file, String text) throws Failure {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
            Validation after = Validation.of(options.path);
            if (after.desired().isEmpty()) {
                Files.delete(file);
                words().print(after.told(Format.TEXT, ""));
                throw new Failure(Exit.WRONG_INPUT, "nothing is written");
            }
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot write " + file + ": " + e.getMessage());
        }
    }

    /// Behind the machines of the one network, and not somebody's or the pool's.
    private String free(Desired desired) throws Failure {
        Network network = desired.cluster().network();
        Cidr cidr = network.cidr();
        Set<Ip4> taken = new HashSet<>(network.nameservers());
        network.gateway().ifPresent(taken::add);
        taken.addAll(network.extras().ntp());
        desired.machines().values().forEach(m -> taken.add(m.address()));
        Optional<Ip4> last =
                desired.machines().values().stream()
                        .map(MachineSpec::address)
                        .filter(cidr::contains)
                        .max(Comparator.comparingLong(a -> Integer.toUnsignedLong(a.bits())));
        Ip4 next = last.orElse(cidr.network());
        do {
            next = new Ip4(next.bits() + 1);
            if (!cidr.contains(next) || next.equals(cidr.broadcast())) {
                throw new Failure(
                        Exit.WRONG_INPUT, "no address is free behind the last machine: --ip IP");
            }
        } while (taken.contains(next) || isPooled(network, next));
        return next.toString();
    }

    private static boolean isPooled(Network network, Ip4 address) {
        return network.reach().pool().filter(pool -> pool.contains(address)).isPresent();
    }
}
