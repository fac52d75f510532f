package dev.bringup.lab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.lab.machine.Stimulus;
import dev.bringup.lab.wire.ShellSession.Result;
import dev.bringup.model.Etcd;
import dev.bringup.model.Kubernetes.Tool;
import dev.bringup.model.MachineId;
import dev.bringup.view.EtcdScript;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ShellSessionTest {

    private final List<String> done = new ArrayList<>();

    private final Map<String, String> files =
            new TreeMap<>(Map.of("/a", "A\n", "/b", "B\n", "/etc/hostname", "node-01"));

    private final ShellSession shell =
            new ShellSession(
                    new ShellSession.Host() {
                        @Override
                        public Map<String, String> files() {
                            return files;
                        }

                        @Override
                        public void write(String path, String content) {
                            files.put(path, content);
                        }

                        @Override
                        public void remove(String path) {
                            files.remove(path);
                        }

                        @Override
                        public String join(String script) {
                            done.add("join " + script);
                            return script.contains("bad") ? "it is bad" : "";
                        }

                        @Override
                        public String etcdctl(List<String> words) throws IOException {
                            if (words.contains("remove")) {
                                throw new IOException("no such member");
                            }
                            return String.join(" ", words) + "\n";
                        }

                        @Override
                        public void order(Stimulus.Order order) {
                            done.add(order.toString());
                        }
                    });

    @Test
    void commandLinesDoWhatAShellWouldDo() {
        Map<String, Result> cases = new LinkedHashMap<>();
        cases.put("true", new Result(0, "", ""));
        cases.put("cat /a; cat /b", new Result(0, "A\nB\n", ""));
        cases.put("cat /a /b 2>/dev/null", new Result(0, "A\nB\n", ""));
        cases.put(
                "cat /c && cat /a || echo none",
                new Result(0, "none\n", "cat: /c: No such file or directory\n"));
        cases.put("false; hostname", new Result(0, "node-01\n", ""));
        cases.put("sh -c 'echo \"it is\" on # not this'", new Result(0, "it is on\n", ""));
        cases.put("sudo -n /bin/sh -c \"cat /a\"", new Result(0, "A\n", ""));
        cases.put("vi /a", new Result(127, "", "sh: 1: vi: not found\n"));
        cases.forEach((line, result) -> assertEquals(result, shell.run(line), line));
        assertEquals(List.of(), done);
    }

    /// The scripts as they are sent, with all that finds etcdctl on a real machine before it.
    @Test
    void etcdIsAskedAndKeptAndChanged() {
        Etcd.Member member = new Etcd.Member("a1", "node-02", "127.77.1.2");
        assertEquals(
                new Result(0, "member list\nendpoint health --cluster\n", ""),
                shell.run(EtcdScript.members(Tool.KUBEADM)));
        assertEquals(
                new Result(0, "snapshot save /var/lib/etcd/bringup.db\n", ""),
                shell.run(EtcdScript.snapshot(Tool.KUBEADM)));
        assertEquals(
                new Result(1, "", "no such member\n"),
                shell.run(EtcdScript.remove(Tool.KUBEADM, new MachineId("node-02"), member)));
    }

    /// As far as steps of a profile go.
    @Test
    void filesAreWrittenAndAskedFor() {
        Map<String, Result> cases = new LinkedHashMap<>();
        cases.put("echo one > /x; echo two >>/x; cat /x", new Result(0, "one\ntwo\n", ""));
        cases.put("test -e /x && [ ! -f /y ] && echo yes", new Result(0, "yes\n", ""));
        cases.put("touch /y; test -s /y", new Result(1, "", ""));
        cases.put("rm -f /y; [ -e /y ]", new Result(1, "", ""));
        cases.put("echo gone > /dev/null; exit 3; echo never", new Result(3, "", ""));
        cases.put(
                "sudo -n timeout -k 5 300 sh -ec 'echo a\nfalse || echo b\nfalse\necho c'",
                new Result(1, "a\nb\n", ""));
        cases.put("sh -c 'false\necho c'", new Result(0, "c\n", ""));
        cases.put("sh -ec 'false && true\necho c'", new Result(0, "c\n", ""));
        cases.forEach((line, result) -> assertEquals(result, shell.run(line), line));
    }

    @Test
    void powerIsSwitchedInAllTheUsualWays() {
        List<String> lines =
                List.of(
                        "poweroff",
                        "sudo -n /sbin/poweroff",
                        "sudo systemctl poweroff",
                        "shutdown -h now");
        lines.forEach(shell::run);
        assertEquals(List.of("PowerOff[]"), done.stream().distinct().toList());
        assertEquals(lines.size(), done.size());
        done.clear();
        List.of("sudo -n /sbin/reboot", "systemctl reboot", "shutdown -r now").forEach(shell::run);
        assertEquals(List.of("Reboot[]", "Reboot[]", "Reboot[]"), done);
    }

    @Test
    void aJoinScriptIsRunAsAWhole() {
        String script = "set -eu\nkubeadm join h:1 --token t.t";
        assertEquals(new Result(0, "", ""), shell.run("sudo sh -c '" + script + "'"));
        assertEquals(new Result(0, "", ""), shell.run("sudo -n kubeadm join h:1 --token t"));
        assertEquals(new Result(1, "", "it is bad\n"), shell.run("kubeadm join h:1 --token bad"));
        assertEquals(
                List.of(
                        "join " + script,
                        "join sudo -n kubeadm join h:1 --token t",
                        "join kubeadm join h:1 --token bad"),
                done);
    }
}
