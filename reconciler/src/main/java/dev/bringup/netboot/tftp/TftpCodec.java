package dev.bringup.netboot.tftp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Bytes to [TftpPacket] and back. Whatever the bytes are, decoding ends with a value.
public final class TftpCodec {

    /// What came of decoding.
    public sealed interface Decoded {
        record Packet(TftpPacket packet) implements Decoded {}

        record Malformed(String because) implements Decoded {}
    }

    private TftpCodec() {}

    public static Decoded decode(ByteBuffer packet) {
        ByteBuffer in = packet.duplicate();
        if (in.remaining() < 4) {
            return new Decoded.Malformed(in.remaining() + " bytes are too few for TFTP");
        }
        int operation = Short.toUnsignedInt(in.getShort());
        return switch (operation) {
            case 1 -> read(in);
            case 2 ->
                    text(in).<Decoded>map(f -> new Decoded.Packet(new TftpPacket.Write(f)))
                            .orElseGet(() -> new Decoded.Malformed("a file name without an end"));
            case 3 -> block(in);
            case 4 ->
                    new Decoded.Packet(
                            new TftpPacket.Acknowledge(Short.toUnsignedInt(in.getShort())));
            case 5 -> failure(in);
            case 6 ->
                    options(in)
                            .filter(o -> !o.isEmpty())
                            .<Decoded>map(
                                    o -> new Decoded.Packet(new TftpPacket.OptionsAccepted(o)))
                            .orElseGet(() -> new Decoded.Malformed("an option without a value"));
            default -> new Decoded.Malformed("operation " + operation);
        };
    }

    private static Decoded read(ByteBuffer in) {
        Optional<String> file = text(in);
        Optional<String> mode = text(in);
        if (file.isEmpty() || mode.isEmpty()) {
            return new Decoded.Malformed("a request without file or mode");
        }
        return options(in)
                .<Decoded>map(o ->
                        new Decoded.Packet(
                                new TftpPacket.Read(
                                        file.get(), mode.get().toLowerCase(Locale.ROOT), o)))
                .orElseGet(() -> new Decoded.Malformed("an option without a value"));
    }

    private static Decoded block(ByteBuffer in) {
        int number = Short.toUnsignedInt(in.getShort());
        ByteBuffer content = ByteBuffer.allocate(in.remaining()).put(in).flip();
        return new Decoded.Packet(new TftpPacket.Block(number, content));
    }

    private static Decoded failure(ByteBuffer in) {
        int code = Short.toUnsignedInt(in.getShort());
        return new Decoded.Packet(
                new TftpPacket.Failure(TftpPacket.Code.of(code), text(in).orElse("")));
    }

    /// A trailing odd string is an error; a packet padded with NULs is not.
    private static Optional<Map<String, String>> options(ByteBuffer in) {
        Map<String, String> options = new LinkedHashMap<>();
        while (in.hasRemaining()) {
            Optional<String> name = text(in);
            if (name.filter(String::isEmpty).isPresent()) {
                continue;
            }
            Optional<String> value = text(in);
            if (name.isEmpty() || value.isEmpty()) {
                return Optional.empty();
            }
            options.put(name.get().toLowerCase(Locale.ROOT), value.get());
        }
        return Optional.of(options);
    }

    private static Optional<String> text(ByteBuffer in) {
        int start = in.position();
        while (in.hasRemaining()) {
            if (in.get() == 0) {
                byte[] bytes = new byte[in.position() - 1 - start];
                in.get(start, bytes);
                return Optional.of(new String(bytes, StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    public static ByteBuffer encode(TftpPacket packet) {
        return switch (packet) {
            case TftpPacket.Read(String file, String mode, Map<String, String> options) ->
                    texts(1, file + "\0" + mode + "\0" + joined(options));
            case TftpPacket.Write(String file) -> texts(2, file + "\0octet\0");
            case TftpPacket.Block block -> {
                ByteBuffer out = ByteBuffer.allocate(size(block));
                encode(block, out);
                yield out.flip();
            }
            case TftpPacket.Acknowledge(int number) ->
                    ByteBuffer.allocate(4).putShort((short) 4).putShort((short) number).flip();
            case TftpPacket.Failure(TftpPacket.Code code, String text) -> {
                byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
                yield ByteBuffer.allocate(4 + bytes.length)
                        .putShort((short) 5)
                        .putShort((short) code.number())
                        .put(bytes)
                        .flip();
            }
            case TftpPacket.OptionsAccepted(Map<String, String> options) ->
                    texts(6, joined(options));
        };
    }

    /// What a block takes on the wire.
    public static int size(TftpPacket.Block block) {
        return 4 + block.content().remaining();
    }

    public static void encode(TftpPacket.Block block, ByteBuffer to) {
        to.putShort((short) 3).putShort((short) block.number()).put(block.content().duplicate());
    }

    private static String joined(Map<String, String> options) {
        StringBuilder text = new StringBuilder();
        options.forEach((name, value) -> text.append(name).append('\0').append(value).append('\0'));
        return text.toString();
    }

    private static ByteBuffer texts(int operation, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + bytes.length).putShort((short) operation).put(bytes).flip();
    }
}
