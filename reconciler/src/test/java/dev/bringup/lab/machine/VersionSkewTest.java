package dev.bringup.lab.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.KubeVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Beside which API servers a kubelet of the lab and of the simulation runs.
class VersionSkewTest {

    @ParameterizedTest(name = "kubelet {0} at {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "1.36.9 | 1.36.2 | ''",
                "1.33.0 | 1.36.2 | ''",
                "1.37.0 | 1.36.2 | 1.37.0 is newer than the API server, which is 1.36.2",
                "1.32.9 | 1.36.2 | 1.32.9 is more than three minors older than the API server,"
                        + " which is 1.36.2",
                "2.0.0 | 1.36.2 | 2.0.0 is newer than the API server, which is 1.36.2",
            })
    void refuses(String kubelet, String server, String because) {
        assertEquals(
                because,
                VersionSkew.refuses(KubeVersion.parse(kubelet), KubeVersion.parse(server))
                        .orElse(""));
    }
}
