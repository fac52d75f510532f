package dev.bringup.lab.api;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/// Objects as kubelets, users and controllers write them.
public final class Sample {

    private Sample() {}

    public static LabApi api(Path folder, int port) throws IOException {
        return api(folder, port, Duration.ofSeconds(40));
    }

    public static LabApi api(Path folder, int port, Duration nodeGrace) throws IOException {
        return LabApi.start(
                new LabApi.Settings(
                        new InetSocketAddress("127.77.0.9", port),
                        folder,
                        InstantSource.system(),
                        new SecureRandom(),
                        nodeGrace));
    }

    public static String node(String name) {
        return """
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"%s"},"spec":{},
         "status":{"conditions":[{"type":"Ready","status":"True"}],
                   "nodeInfo":{"kubeletVersion":"v1.36.2"}}}\
        """
                .formatted(name);
    }

    public static String pod(String name, String node, String app) {
        return """
        {"apiVersion":"v1","kind":"Pod",
         "metadata":{"name":"%s","labels":{"app":"%s"}},
         "spec":{"nodeName":"%s","terminationGracePeriodSeconds":1,
                 "containers":[{"name":"main","image":"example.org/app"}]}}\
        """
                .formatted(name, app, node);
    }

    public static String daemonPod(String name, String node) {
        return """
        {"apiVersion":"v1","kind":"Pod",
         "metadata":{"name":"%s","ownerReferences":[
           {"apiVersion":"apps/v1","kind":"DaemonSet","name":"agent","uid":"1","controller":true}]},
         "spec":{"nodeName":"%s","containers":[{"name":"main","image":"example.org/agent"}]}}\
        """
                .formatted(name, node);
    }

    public static String budget(String name, String app, int minAvailable) {
        return """
        {"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"%s"},
         "spec":{"minAvailable":%d,"selector":{"matchLabels":{"app":"%s"}}}}\
        """
                .formatted(name, minAvailable, app);
    }
}
