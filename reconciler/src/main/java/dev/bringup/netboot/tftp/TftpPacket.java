package dev.bringup.netboot.tftp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One TFTP packet. Option names are in lower case.
public sealed interface TftpPacket {

    record Read(String file, String mode, Map<String, String> options) implements TftpPacket {
        public Read {
            options = ordered(options);
        }
    }

    record Write(String file) implements TftpPacket {}

    /// Block numbers are 16 bits and wrap to 0.
    record Block(int number, ByteBuffer content) implements TftpPacket {}

    record Acknowledge(int number) implements TftpPacket {}

    record Failure(Code code, String text) implements TftpPacket {}

    record OptionsAccepted(Map<String, String> options) implements TftpPacket {
        public OptionsAccepted {
            options = ordered(options);
        }
    }

    /// The codes of RFC 1350 and 2347.
    enum Code {
        UNDEFINED(0),
        FILE_NOT_FOUND(1),
        ACCESS_VIOLATION(2),
        DISK_FULL(3),
        ILLEGAL_OPERATION(4),
        UNKNOWN_TRANSFER(5),
        FILE_EXISTS(6),
        NO_SUCH_USER(7),
        OPTIONS_REFUSED(8);

        private final int number;

        Code(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        static Code of(int number) {
            return Arrays.stream(values())
                    .filter(c -> c.number == number)
                    .findFirst()
                    .orElse(UNDEFINED);
        }
    }

    private static Map<String, String> ordered(Map<String, String> options) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }
}
