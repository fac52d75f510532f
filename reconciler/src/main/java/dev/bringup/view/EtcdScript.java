package dev.bringup.view;

import dev.bringup.model.Etcd;
import dev.bringup.model.Kubernetes.Tool;
import dev.bringup.model.MachineId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What is run on a control plane to ask or change its etcd, and what its answers mean. kubeadm's
/// etcd brings its own etcdctl; k3s has none, and keeps its members by annotations on Nodes.
public final class EtcdScript {

    private static final String KUBEADM =
            """
            set -eu
            id=$(crictl ps --state Running --name '^etcd$' --quiet | head -n 1)
            [ -n "$id" ] || { echo 'no etcd runs on this machine' >&2; exit 69; }
            pki=/etc/kubernetes/pki/etcd
            etcdctl() {
              crictl exec "$id" etcdctl --endpoints=https://127.0.0.1:2379 --cacert=$pki/ca.crt \
                --cert=$pki/healthcheck-client.crt --key=$pki/healthcheck-client.key "$@"
            }
            """;

    private static final String K3S =
            """
            set -eu
            nodes() {
              k3s kubectl get "$@" -o 'jsonpath={range .items[*]}\
            {.metadata.name}, {.status.addresses[?(@.type=="InternalIP")].address}, \
            {.metadata.annotations.etcd\\.k3s\\.cattle\\.io/removed-node-name}{"\\n"}{end}'
            }
            """;

    private static final String REMOVE = "etcd.k3s.cattle.io/remove";

    /// Where a snapshot lies that etcd is to begin with.
    static final String KEPT = "/var/lib/bringup/etcd.snapshot";

    /// Takes the snapshot from its input.
    public static final String BRING =
            "sudo -n sh -c 'umask 077; mkdir -p /var/lib/bringup; cat > " + KEPT + "'";

    private static final String ID = "[0-9a-f]{1,16}";
    private static final Pattern HEALTHY = Pattern.compile("^(\\S+) is healthy\\b");

    private EtcdScript() {}

    /// Prints who its members are.
    public static String members(Tool tool) {
        return switch (tool) {
            // Who does not answer makes it fail; which stream says who does is another one in
            // each version.
            case KUBEADM ->
                    KUBEADM
                            + "etcdctl member list\n"
                            + "etcdctl endpoint health --cluster 2>&1 || true\n";
            case K3S -> K3S + "nodes nodes -l node-role.kubernetes.io/etcd=true\n";
        };
    }

    /// Prints all that it holds.
    public static String snapshot(Tool tool) {
        return switch (tool) {
            case KUBEADM ->
                    KUBEADM
                            + """
                            trap 'rm -f /var/lib/etcd/bringup.db' EXIT
                            etcdctl snapshot save /var/lib/etcd/bringup.db >&2
                            cat /var/lib/etcd/bringup.db
                            """;
            case K3S ->
                    """
                    set -eu
                    k3s etcd-snapshot save --name bringup >&2
                    file=$(ls -t /var/lib/rancher/k3s/server/db/snapshots/bringup-* | head -n 1)
                    cat "$file"
                    k3s etcd-snapshot delete "${file##*/}" >&2 || rm -f "$file"
                    """;
        };
    }

    /// Ends well when it is no member any more.
    public static String remove(Tool tool, MachineId machine, Etcd.Member member) {
        return switch (tool) {
            case KUBEADM -> KUBEADM + "etcdctl member remove " + hexadecimal(member.id()) + "\n";
            case K3S ->
                    """
                    set -eu
                    k3s kubectl annotate --overwrite node %1$s %2$s=true
                    tries=0
                    done='{.metadata.annotations.etcd\\.k3s\\.cattle\\.io/removed-node-name}'
                    until [ -n "$(k3s kubectl get node %1$s -o "jsonpath=$done")" ]; do
                      tries=$((tries + 1))
                      [ $tries -lt 30 ] || { echo 'k3s did not remove it from etcd' >&2; exit 75; }
                      sleep 2
                    done
                    """
                            .formatted(machine, REMOVE);
        };
    }

    private static String hexadecimal(String id) {
        if (!id.matches(ID)) {
            throw new IllegalArgumentException("no id of a member of etcd: " + id);
        }
        return id;
    }

    /// The members among the lines that were printed. Within k3s etcd is not alone silent: its Node
    /// is not Ready then.
    public static List<Etcd.Member> read(Tool tool, String output) {
        Set<String> healthy =
                output.lines()
                        .map(HEALTHY::matcher)
                        .filter(Matcher::find)
                        .map(line -> line.group(1))
                        .collect(Collectors.toSet());
        List<Etcd.Member> members = new ArrayList<>();
        for (String line : output.lines().toList()) {
            List<String> words = List.of(line.strip().split(", *", -1));
            switch (tool) {
                case KUBEADM -> {
                    if (words.size() >= 5 && words.get(0).matches(ID)) {
                        members.add(
                                new Etcd.Member(
                                        words.get(0),
                                        words.get(2),
                                        host(words.get(3)),
                                        healthy.contains(words.get(4))));
                    }
                }
                case K3S -> {
                    if (words.size() >= 3 && words.get(2).isEmpty()) {
                        members.add(new Etcd.Member(words.get(0), words.get(0), words.get(1)));
                    }
                }
            }
        }
        return members;
    }

    private static String host(String url) {
        return url.replaceFirst("^https?://", "").replaceFirst(":[0-9]+$", "");
    }
}
