package dev.bringup.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.lab.api.LabApi;
import dev.bringup.lab.api.LabClient;
import dev.bringup.lab.api.Sample;
import dev.bringup.model.KubeVersion;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeadmVersionTest {

    private static final String MAPS = "/api/v1/namespaces/kube-system/configmaps";

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({
        "v1.35.4, 1.36.2, v1.36.2",
        "v1.36.2, 1.36.2, v1.36.2",
        "v1.36.2, 1.35.4, v1.36.2",
        "1.35.4, 1.35.10, v1.35.10",
    })
    void itGoesUpAndNeverDown(String from, String to, String then) {
        String before = "apiServer: {}\nkubernetesVersion: %s\nnetworking: {}\n";
        assertEquals(
                before.formatted(then),
                KubeadmVersion.raised(before.formatted(from), KubeVersion.parse(to)));
    }

    @Test
    void theConfigMapOfKubeadmIsChangedAndNothingElseInIt(@TempDir Path folder) throws Exception {
        try (LabApi api = Sample.api(folder, 0);
                LabClient admin = LabClient.admin(api);
                Kube kube =
                        Kube.connect(
                                api.kubeconfig(), InstantSource.system(), new SecureRandom())) {
            assertTrue(kube.raise(KubeVersion.parse("1.36.2")), "there is none, and none is made");
            admin.get(MAPS + "/kubeadm-config").expect(404);

            admin.post(
                            MAPS,
                            """
                            {"metadata":{"name":"kubeadm-config"},"data":{"other":"x",\
                            "ClusterConfiguration":"kind: C\\nkubernetesVersion: v1.35.4\\n"}}\
                            """)
                    .expect(201);
            assertTrue(kube.raise(KubeVersion.parse("1.36.2")));
            assertEquals(
                    "{\"other\":\"x\",\"ClusterConfiguration\":\"kind: C\\nkubernetesVersion:"
                            + " v1.36.2\\n\"}",
                    admin.get(MAPS + "/kubeadm-config").expect(200).json().at("/data").toString());
        }
    }
}
