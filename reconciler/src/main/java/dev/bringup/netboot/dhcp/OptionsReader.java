package dev.bringup.netboot.dhcp;

import java.util.Map;
import java.util.TreeMap;

/// Reads the options of a packet: from the field after the cookie and, if option 52 says so, from
/// `file` and `sname`.
final class OptionsReader {

    sealed interface Read {
        record Good(Options options, int overload) implements Read {}

        record Bad(String because) implements Read {}
    }

    private static final int PAD = 0;
    private static final int END = 255;

    private final Map<Integer, StringBuilder> found = new TreeMap<>();
    private final byte[] bytes;

    private OptionsReader(byte[] bytes) {
        this.bytes = bytes;
    }

    static Read read(byte[] bytes) {
        OptionsReader reader = new OptionsReader(bytes);
        if (!reader.scan(DhcpCodec.FIXED + 4, bytes.length)) {
            return new Read.Bad("an option is longer than the packet");
        }
        int overload = reader.overload();
        boolean whole =
                ((overload & 1) == 0 || reader.scan(108, 236))
                        && ((overload & 2) == 0 || reader.scan(44, 108));
        if (!whole) {
            return new Read.Bad("an overloaded option is longer than its field");
        }
        TreeMap<Integer, Octets> values = new TreeMap<>();
        reader.found.forEach((code, hex) -> values.put(code, new Octets(hex.toString())));
        values.remove(Options.OVERLOAD);
        return new Read.Good(new Options(values), overload);
    }

    private int overload() {
        StringBuilder hex = found.get(Options.OVERLOAD);
        return hex == null || hex.length() != 2 ? 0 : Integer.parseInt(hex.toString(), 16);
    }

    /// A packet that ends without END is accepted: some firmware leaves it out.
    private boolean scan(int from, int to) {
        int at = from;
        while (at < to) {
            int code = Byte.toUnsignedInt(bytes[at]);
            if (code == END) {
                return true;
            }
            if (code == PAD) {
                at++;
                continue;
            }
            if (at + 1 >= to) {
                return false;
            }
            int length = Byte.toUnsignedInt(bytes[at + 1]);
            if (at + 2 + length > to) {
                return false;
            }
            StringBuilder hex = found.computeIfAbsent(code, _ -> new StringBuilder());
            for (int i = at + 2; i < at + 2 + length; i++) {
                hex.append(Character.forDigit(bytes[i] >> 4 & 15, 16));
                hex.append(Character.forDigit(bytes[i] & 15, 16));
            }
            at += 2 + length;
        }
        return true;
    }
}
