package dev.bringup.power.ipmi;

import java.util.Arrays;
import java.util.Optional;

/// What an RMCP+ packet carries.
public enum PayloadType {
    IPMI(0x00),
    OPEN_SESSION(0x10),
    SESSION_OPENED(0x11),
    RAKP_1(0x12),
    RAKP_2(0x13),
    RAKP_3(0x14),
    RAKP_4(0x15);

    private final int code;

    PayloadType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Optional<PayloadType> of(int code) {
        return Arrays.stream(values()).filter(t -> t.code == code).findFirst();
    }
}
