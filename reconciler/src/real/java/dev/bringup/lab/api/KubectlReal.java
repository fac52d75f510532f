package dev.bringup.lab.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.lab.wire.ServingRequests;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The kubectl of this machine against the lab's API.
class KubectlReal {

    record Run(int code, String text) {
        Run expect(String... parts) {
            assertEquals(0, code, text);
            for (String part : parts) {
                assertTrue(text.contains(part), "no '" + part + "' in:\n" + text);
            }
            return this;
        }
    }

    @TempDir Path folder;
    private LabApi api;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        api = Sample.api(folder.resolve("api"), 0);
        create(Sample.node("n1"));
        create(Sample.node("n2"));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void showsNodesInEveryForm() throws Exception {
        kubectl("version").expect("Server Version: v1.36.2+lab");
        kubectl("get", "nodes").expect("NAME   STATUS   ROLES    AGE   VERSION", "n1     Ready");
        kubectl("get", "no", "-o", "wide").expect("INTERNAL-IP", "CONTAINER-RUNTIME");
        kubectl("get", "node", "n1", "-o", "yaml").expect("kind: Node", "name: n1");
        kubectl("describe", "node", "n1").expect("Name:               n1", "Non-terminated Pods:");
        kubectl("wait", "--for=condition=Ready", "node/n1", "--timeout=5s").expect("condition met");
        kubectl("get", "all").expect("No resources found");
    }

    @Test
    void watchesNodes() throws Exception {
        Process watching = process("get", "nodes", "-w").redirectOutput(file("w")).start();
        waitFor("n2 ");
        kubectl("cordon", "n1").expect("node/n1 cordoned");
        waitFor("n1     Ready,SchedulingDisabled");
        watching.destroy();
        watching.waitFor();
    }

    @Test
    void changesNodes() throws Exception {
        kubectl("cordon", "n1").expect("node/n1 cordoned");
        kubectl("describe", "node", "n1")
                .expect("Taints:             node.kubernetes.io/unschedulable:NoSchedule");
        kubectl("uncordon", "n1").expect("node/n1 uncordoned");
        kubectl("taint", "node", "n1", "a=b:NoSchedule", "c=d:NoExecute").expect("tainted");
        kubectl("taint", "node", "n1", "a-").expect("untainted");
        kubectl("get", "node", "n1", "-o", "jsonpath={.spec.taints[*].key}").expect("c");
        kubectl("taint", "node", "n1", "c-").expect("untainted");
        kubectl("label", "node", "n1", "x=y").expect("labeled");
        kubectl("label", "node", "n1", "x-").expect("unlabeled");
        kubectl("annotate", "node", "n1", "q=r").expect("annotated");
        kubectl(
                        "patch",
                        "node",
                        "n1",
                        "--type=json",
                        "-p",
                        "[{\"op\":\"add\",\"path\":\"/spec/podCIDR\",\"value\":\"10.0.0.0/24\"}]")
                .expect("patched");
        String jsonpath = "jsonpath={.spec} {.metadata.annotations} {.metadata.labels}";
        assertEquals(
                "{\"podCIDR\":\"10.0.0.0/24\"} {\"q\":\"r\"} ",
                kubectl("get", "node", "n1", "-o", jsonpath).text());
        kubectl("delete", "node", "n2").expect("node \"n2\" deleted");
        assertEquals(1, kubectl("get", "node", "n2").code());
    }

    @Test
    void drainsPastDaemonsAndStopsAtABudget() throws Exception {
        create(
                "{\"apiVersion\":\"apps/v1\",\"kind\":\"DaemonSet\",\"metadata\":{\"name\":\"agent\"}}");
        create(Sample.daemonPod("agent-1", "n1"));
        create(owned(Sample.pod("web-1", "n1", "web")));
        kubectl("wait", "--for=condition=Ready", "pod/web-1", "--timeout=5s").expect();
        kubectl("create", "pdb", "web", "--min-available=1", "--selector=app=web")
                .expect("created");
        kubectl("get", "pods", "-A", "-o", "wide").expect("web-1", "1/1", "Running");

        Run held = kubectl("drain", "n1", "--ignore-daemonsets", "--timeout=2s");
        assertEquals(1, held.code());
        assertTrue(
                held.text().contains("it would violate the pod's disruption budget"), held.text());
        kubectl("get", "pdb", "web").expect("MIN AVAILABLE");

        kubectl("delete", "pdb", "web").expect("deleted");
        kubectl("drain", "n1", "--ignore-daemonsets", "--timeout=20s")
                .expect("pod/web-1 evicted", "node/n1 drained");
        assertEquals(
                "agent-1",
                kubectl("get", "pods", "-o", "jsonpath={.items[*].metadata.name}").text());
    }

    @Test
    void keepsOtherObjects() throws Exception {
        kubectl("create", "configmap", "c", "--from-literal=a=b").expect("created");
        kubectl("create", "secret", "generic", "s", "--from-literal=k=v").expect("created");
        kubectl("create", "namespace", "other").expect("created");
        kubectl("get", "cm,secrets,ns,leases,pdb,events", "-A").expect("configmap/c", "secret/s");
        kubectl("get", "secret", "s", "-o", "jsonpath={.data.k}").expect("dg==");
        edit("configmap/c", "s/a: b/a: changed/").expect("edited");
        kubectl("get", "cm", "c", "-o", "jsonpath={.data.a}").expect("changed");
        kubectl("get", "events").expect("No resources found");
        kubectl("delete", "namespace", "other").expect("deleted");
        kubectl("delete", "cm", "--all").expect("deleted");
        kubectl("delete", "pod", "nobody", "--ignore-not-found").expect();
    }

    @Test
    void appliesServerSide() throws Exception {
        String manifest =
                """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: cni, namespace: kube-system}
                spec:
                  selector: {matchLabels: {app: cni}}
                  template:
                    metadata: {labels: {app: cni}}
                    spec: {containers: [{name: cni, image: "cni:1", ports: [{containerPort: 80}]}]}
                ---
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: local}
                provisioner: example.org/local
                """;
        Path file = Files.writeString(folder.resolve("cni.yaml"), manifest);
        String[] apply = {"apply", "--server-side", "-f", file.toString()};
        kubectl(apply)
                .expect(
                        "daemonset.apps/cni serverside-applied",
                        "storageclass.storage.k8s.io/local serverside-applied");
        kubectl("rollout", "status", "-n", "kube-system", "daemonset/cni", "--timeout=10s")
                .expect("successfully rolled out");
        kubectl("get", "ds,sc", "-A").expect("DESIRED", "PROVISIONER", "example.org/local");
        kubectl("set", "image", "-n", "kube-system", "daemonset/cni", "cni=cni:2")
                .expect("updated");
        Run refused = kubectl(apply);
        assertEquals(1, refused.code(), refused.text());
        assertTrue(
                refused.text()
                        .contains(
                                "conflict with \"kubectl-set\" using apps/v1:"
                                        + " .spec.template.spec.containers[name=\"cni\"].image"),
                refused.text());
        kubectl("apply", "--server-side", "--force-conflicts", "-f", file.toString())
                .expect("daemonset.apps/cni serverside-applied");
        kubectl("get", "ds", "cni", "-n", "kube-system", "-o", "jsonpath={..image}")
                .expect("cni:1");
        kubectl("apply", "--server-side", "--dry-run=server", "-f", file.toString())
                .expect("serverside-applied (server dry run)");
        kubectl("get", "sc", "local", "-o", "yaml", "--show-managed-fields")
                .expect("manager: kubectl", "operation: Apply", "f:provisioner: {}");
    }

    /// The rack as Kubernetes objects, as far as an API server goes without a controller for them.
    @Test
    void takesOurOwnDefinitionsAndAMachineOfTheExamples() throws Exception {
        kubectl("apply", "--server-side", "-f", "../schema/crds.yaml")
                .expect("customresourcedefinition.apiextensions.k8s.io/machines.bringup.dev");
        kubectl("wait", "--for=condition=Established", "crd/machines.bringup.dev", "--timeout=5s")
                .expect("condition met");
        kubectl("get", "crd").expect("approvals.bringup.dev", "clusters.bringup.dev");
        kubectl("apply", "--server-side", "-f", "../examples/lab/machines/node-01.yaml")
                .expect("machine.bringup.dev/node-01 serverside-applied");
        kubectl("get", "machines")
                .expect("NAME      PROFILE   ADDRESS      STATE   HELD   AGE", "node-01   worker");
        kubectl("get", "machine", "node-01", "-o", "jsonpath={.spec.profile}").expect("worker");
        kubectl("delete", "machine", "node-01").expect("deleted");
    }

    @Test
    void letsAnAccountInForWhatItsRolesSay() throws Exception {
        kubectl("create", "serviceaccount", "reader").expect("created");
        String rbac = "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"ClusterRole";
        create(
                rbac
                        + "\",\"metadata\":{\"name\":\"reader\"},\"rules\":[{\"apiGroups\":[\"\"],"
                        + "\"resources\":[\"nodes\"],\"verbs\":[\"get\",\"list\"]}]}");
        create(
                rbac
                        + "Binding\",\"metadata\":{\"name\":\"r\"},\"roleRef\":{\"kind\":"
                        + "\"ClusterRole\",\"name\":\"reader\"},\"subjects\":[{\"kind\":"
                        + "\"ServiceAccount\",\"name\":\"reader\",\"namespace\":\"default\"}]}");
        String token = "--token=" + kubectl("create", "token", "reader").text().strip();
        Path nobody =
                Files.writeString(
                        folder.resolve("nobody"),
                        Files.readString(api.kubeconfig()).replaceFirst("token: .*", "token: x"));
        String config = "--kubeconfig=" + nobody;
        kubectl(config, token, "get", "nodes").expect("n1     Ready");
        Run refused = kubectl(config, token, "cordon", "n1");
        assertTrue(
                refused.text()
                        .contains(
                                "User \"system:serviceaccount:default:reader\" cannot patch resource"
                                        + " \"nodes\" in API group \"\" at the cluster scope"),
                refused.text());
    }

    @Test
    void approvesACertificate() throws Exception {
        create(ServingRequests.of("n1", "127.77.1.1"));
        create(ServingRequests.of("n2", "127.77.1.2"));
        kubectl("get", "csr")
                .expect("SIGNERNAME", "REQUESTOR", "csr-n1-01234567", "kubelet-serving", "Pending");
        kubectl("certificate", "approve", "csr-n1-01234567").expect("approved");
        kubectl("certificate", "deny", "csr-n2-01234567").expect("denied");
        kubectl(
                        "wait",
                        "--for=jsonpath={.status.certificate}",
                        "csr/csr-n1-01234567",
                        "--timeout=5s")
                .expect("condition met");
        kubectl("get", "csr").expect("Approved,Issued", "Denied");
    }

    private static String owned(String pod) {
        String owner =
                "\"ownerReferences\":[{\"apiVersion\":\"apps/v1\",\"kind\":\"ReplicaSet\","
                        + "\"name\":\"web\",\"uid\":\"2\",\"controller\":true}],\"labels\"";
        return pod.replace("\"labels\"", owner);
    }

    private void create(String object) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("object.json"), object);
        kubectl("create", "--validate=false", "-f", file.toString()).expect("created");
    }

    private Run edit(String what, String sed) throws IOException, InterruptedException {
        ProcessBuilder edit = process("edit", "--validate=false", what);
        edit.environment().put("KUBE_EDITOR", "sed -i '" + sed + "'");
        return run(edit);
    }

    private void waitFor(String text) throws IOException, InterruptedException {
        for (int i = 0; i < 100; i++) {
            if (Files.exists(folder.resolve("w"))
                    && Files.readString(folder.resolve("w")).contains(text)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError("no '" + text + "' in " + Files.readString(folder.resolve("w")));
    }

    private File file(String name) {
        return folder.resolve(name).toFile();
    }

    private Run kubectl(String... arguments) throws IOException, InterruptedException {
        return run(process(arguments));
    }

    private static Run run(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), text);
    }

    private ProcessBuilder process(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add("kubectl");
        command.add("--kubeconfig=" + api.kubeconfig());
        command.add("--cache-dir=" + folder.resolve("cache"));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true);
    }
}
