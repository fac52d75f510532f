package dev.bringup.app;

import dev.bringup.model.Ip4;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// Who is in the etcd of a lab whose machines made their cluster: a line for each, with its name
/// and address. What it holds is what the embedded API holds.
final class LabEtcd {

    private static final String WELL = "healthy: successfully committed proposal: took = 1ms";
    private static final String ILL =
            "unhealthy: failed to commit proposal: context deadline exceeded";

    private final Path file;

    LabEtcd(Path file) {
        this.file = file;
    }

    private record Member(String name, String address) {

        /// As etcd makes them: by who it is and where.
        String id() {
            return String.format("%016x", (long) hashCode() * 2_654_435_761L);
        }
    }

    private List<Member> members() throws IOException {
        List<Member> members = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                members.add(
                        new Member(
                                line.substring(0, line.indexOf(' ')),
                                line.substring(line.indexOf(' ') + 1)));
            }
        }
        return members;
    }

    private void write(List<Member> members) throws IOException {
        Path half = file.resolveSibling(file.getFileName() + ".new");
        Files.write(half, members.stream().map(m -> m.name() + " " + m.address()).toList());
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void begin(String node, Ip4 address) throws IOException {
        write(List.of(new Member(node, address.toString())));
    }

    void add(String node, Ip4 address) throws IOException {
        List<Member> members = members();
        Member fresh = new Member(node, address.toString());
        if (!members.contains(fresh)) {
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
