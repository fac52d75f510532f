package dev.bringup.app;

import dev.bringup.lab.api.LabApi;
import dev.bringup.model.Ip4;
import dev.bringup.model.KubeVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Who is in the etcd of a lab whose machines made their cluster: a line for each, with its name,
/// its address and the version of the API server beside it. What it holds is what the embedded API
/// holds.
final class LabEtcd {

    private static final String WELL = "healthy: successfully committed proposal: took = 1ms";
    private static final String ILL =
            "unhealthy: failed to commit proposal: context deadline exceeded";

    private final Path file;

    LabEtcd(Path file) {
        this.file = file;
    }

    private record Member(String name, String address, KubeVersion server) {

        /// As etcd makes them: by who it is and where.
        String id() {
            return String.format("%016x", (long) (name + address).hashCode() * 2_654_435_761L);
        }

        String line() {
            return name + " " + address + " " + server;
        }

        static Member parse(String line) {
            String[] words = line.split(" ", -1);
            return new Member(
                    words[0],
                    words[1],
                    words.length > 2 ? KubeVersion.parse(words[2]) : LabApi.VERSION);
        }
    }

    private List<Member> members() throws IOException {
        List<Member> members = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                members.add(Member.parse(line));
            }
        }
        return members;
    }

    private void write(List<Member> members) throws IOException {
        Path half = file.resolveSibling(file.getFileName() + ".new");
        Files.write(half, members.stream().map(Member::line).toList());
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void begin(String node, Ip4 address, KubeVersion server) throws IOException {
        write(List.of(new Member(node, address.toString(), server)));
    }

    void add(String node, Ip4 address, KubeVersion server) throws IOException {
        List<Member> members = members();
        Member fresh = new Member(node, address.toString(), server);
        if (!members.contains(fresh)) {
            members.removeIf(m -> m.id().equals(fresh.id()));
            members.add(fresh);
            write(members);
        }
    }

    /// Whether it is on the disk of this machine and on no other.
    boolean isOnly(String node) throws IOException {
        List<Member> members = members();
        return members.size() == 1 && members.getFirst().name().equals(node);
    }

    boolean isThere() {
        try {
            return !Files.exists(file) || !members().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void end() throws IOException {
        write(List.of());
    }

    boolean holds(String node) throws IOException {
        return members().stream().anyMatch(m -> m.name().equals(node));
    }

    Optional<KubeVersion> server(String node) throws IOException {
        return members().stream()
                .filter(m -> m.name().equals(node))
                .map(Member::server)
                .findFirst();
    }

    /// Of the API servers any may answer: the oldest says what all of them can.
    KubeVersion oldest() {
        try {
            return members().stream()
                    .map(Member::server)
                    .min(Comparator.naturalOrder())
                    .orElse(LabApi.VERSION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What `etcdctl member list` prints.
    String list() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Member m : members()) {
            text.append(
                    "%s, started, %s, https://%s:2380, https://%s:2379, false%n"
                            .formatted(m.id(), m.name(), m.address(), m.address()));
        }
        return text.toString();
    }

    /// Whether a machine is there.
    interface Life {
        boolean has(String node) throws IOException;
    }

    /// What `etcdctl endpoint health --cluster` prints. Nothing in this lab stops etcd alone: who
    /// has a kubelet has that.
    String health(Life life) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Member m : members()) {
            String health = life.has(m.name()) ? WELL : ILL;
            text.append("https://%s:2379 is %s%n".formatted(m.address(), health));
        }
        return text.toString();
    }

    /// Whoever is the last stays: without it there is no etcd to tell this to.
    String remove(String id) throws IOException {
        List<Member> members = members();
        boolean known = members.removeIf(m -> m.id().equals(id));
        if (!known) {
            throw new IOException("Error: etcdserver: member not found");
        }
        if (members.isEmpty()) {
            throw new IOException(
                    "Error: etcdserver: re-configuration failed due to not enough"
                            + " started members");
        }
        write(members);
        return "Member " + id + " removed from cluster\n";
    }
}
