package dev.bringup.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretRefTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            textBlock =
                    """
                    sops: {}                => true
                    a: 1|sops:|  mac: x     => true
                    a: 1|sops:              => true
                    a: 1|  sops: x          => false
                    a: 1|sops               => false
                    my-sops: 1              => false
                    sop                     => false
                    ''                      => false
                    """)
    void aFileThatSopsEncryptedSaysSoAtItsTop(String file, boolean encrypted) {
        byte[] bytes = file.replace('|', '\n').getBytes(StandardCharsets.UTF_8);
        assertEquals(encrypted, SecretRef.Sops.encrypted(bytes));
    }
}
