package dev.bringup.power.ipmi;

import java.util.Optional;

/// A command to a BMC or its answer, with both checksums. Odd network functions are answers, and
/// the first byte of an answer's `content` is its completion code.
public record IpmiMessage(int function, int command, int sequence, Bytes content) {

    private static final int BMC = 0x20;
    private static final int CONSOLE = 0x81;

    public IpmiMessage answer(int completion, Bytes more) {
        return new IpmiMessage(function | 1, command, sequence, Bytes.of(completion).and(more));
    }

    public boolean answers(IpmiMessage request) {
        return function == (request.function | 1)
                && command == request.command
                && sequence == request.sequence
                && content.length() > 0;
    }

    Bytes encode() {
        boolean answer = (function & 1) == 1;
        Bytes head = Bytes.of(answer ? CONSOLE : BMC, function << 2);
        Bytes body = Bytes.of(answer ? BMC : CONSOLE, sequence << 2, command).and(content);
        return head.and(checksum(head), body, checksum(body));
    }

    static Optional<IpmiMessage> decode(Bytes in) {
        if (in.length() < 7) {
            return Optional.empty();
        }
        int end = in.length() - 1;
        if (!checksum(in.slice(0, 2)).equals(in.slice(2, 3))
                || !checksum(in.slice(3, end)).equals(in.from(end))) {
            return Optional.empty();
        }
        return Optional.of(
                new IpmiMessage(in.u8(1) >> 2, in.u8(5), in.u8(4) >> 2, in.slice(6, end)));
    }

    /// What makes the sum of all bytes a multiple of 256.
    private static Bytes checksum(Bytes over) {
        int sum = 0;
        for (int i = 0; i < over.length(); i++) {
            sum += over.u8(i);
        }
        return Bytes.of(-sum);
    }
}
