package dev.bringup.power.ipmi;

import java.util.Arrays;
import java.util.Optional;

/// The two suites of IPMI 2.0 in use today, both with AES-CBC-128: 3 is everywhere, 17 is the only
/// one that is still considered sound.
public enum CipherSuite {
    SUITE_3(3, "HmacSHA1", 0x01, 0x01, 20, 12),
    SUITE_17(17, "HmacSHA256", 0x03, 0x04, 32, 16);

    static final int AES_CBC_128 = 0x01;

    private final int id;
    private final String mac;
    private final int authentication;
    private final int integrity;
    private final int digestLength;
    private final int codeLength;

    CipherSuite(
            int id,
            String mac,
            int authentication,
            int integrity,
            int digestLength,
            int codeLength) {
        this.id = id;
        this.mac = mac;
        this.authentication = authentication;
        this.integrity = integrity;
        this.digestLength = digestLength;
        this.codeLength = codeLength;
    }

    public static Optional<CipherSuite> of(int id) {
        return Arrays.stream(values()).filter(s -> s.id == id).findFirst();
    }

    static Optional<CipherSuite> of(Algorithms algorithms) {
        return Arrays.stream(values()).filter(s -> s.algorithms().equals(algorithms)).findFirst();
    }

    Algorithms algorithms() {
        return new Algorithms(authentication, integrity, AES_CBC_128);
    }

    /// The JDK's name of the keyed digest.
    String mac() {
        return mac;
    }

    /// Bytes of a whole digest, as RAKP 2 and 3 carry it.
    int digestLength() {
        return digestLength;
    }

    /// Bytes of a digest that are sent in RAKP 4 and with each packet.
    int codeLength() {
        return codeLength;
    }

    public int id() {
        return id;
    }

    /// The numbers of the three algorithms in Open Session payloads.
    record Algorithms(int authentication, int integrity, int confidentiality) {}
}
