package dev.bringup.power.ipmi;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The keys of one session, and what is done with them: `integrity` (K1) vouches for packets,
/// `confidentiality` (K2) hides them.
public record SessionKeys(CipherSuite suite, Bytes integrity, Bytes confidentiality) {

    /// What came of opening a packet.
    public sealed interface Opened {
        record Message(IpmiMessage message) implements Opened {}

        record Rejected(String because) implements Opened {}
    }

    private static final int BLOCK = 16;
    private static final int NEXT_HEADER = 0x07;

    @Override
    public String toString() {
        return "SessionKeys[" + suite + "]";
    }

    /// `iv` is 16 random bytes.
    public Bytes seal(int session, int sequence, IpmiMessage message, Bytes iv) {
        Bytes hidden = iv.and(crypt(Cipher.ENCRYPT_MODE, iv, padded(message.encode())));
        Bytes header =
                Bytes.of(Rmcp.PLUS, Rmcp.ENCRYPTED | Rmcp.AUTHENTICATED | PayloadType.IPMI.code())
                        .and(Bytes.u32(session), Bytes.u32(sequence), Bytes.u16(hidden.length()));
        int padding = -(header.length() + hidden.length() + 2) & 3;
        Bytes vouched =
                header.and(hidden, Bytes.repeat(0xff, padding), Bytes.of(padding, NEXT_HEADER));
        return Rmcp.HEADER.and(vouched, code(vouched));
    }

    private static Bytes padded(Bytes content) {
        int padding = -(content.length() + 1) & (BLOCK - 1);
        int[] pad = new int[padding + 1];
        for (int i = 0; i < padding; i++) {
            pad[i] = i + 1;
        }
        pad[padding] = padding;
        return content.and(Bytes.of(pad));
    }

    public Opened open(Rmcp.Protected sealed) {
        Bytes packet = sealed.packet();
        int flags = packet.u8(5);
        if ((flags & Rmcp.ENCRYPTED) == 0 || (flags & Rmcp.AUTHENTICATED) == 0) {
            return new Opened.Rejected("not protected as agreed");
        }
        if ((flags & 0x3f) != PayloadType.IPMI.code()) {
            return new Opened.Rejected("payload type " + (flags & 0x3f));
        }
        int end = packet.length() - suite.codeLength();
        int length = packet.u16At(14);
        if (end < 16 + length + 2) {
            return new Opened.Rejected("no authentication code");
        }
        if (!code(packet.slice(4, end)).sameSecret(packet.from(end))) {
            return new Opened.Rejected("wrong authentication code");
        }
        if (length < 2 * BLOCK || length % BLOCK != 0) {
            return new Opened.Rejected("not whole blocks of AES");
        }
        Bytes iv = packet.slice(16, 16 + BLOCK);
        Bytes clear = crypt(Cipher.DECRYPT_MODE, iv, packet.slice(16 + BLOCK, 16 + length));
        int padding = clear.u8(clear.length() - 1);
        if (padding >= BLOCK) {
            return new Opened.Rejected("wrong padding");
        }
        return IpmiMessage.decode(clear.slice(0, clear.length() - 1 - padding))
                .<Opened>map(Opened.Message::new)
                .orElseGet(() -> new Opened.Rejected("wrong checksum in the message"));
    }

    private Bytes code(Bytes over) {
        return Transcript.mac(suite, integrity, over).slice(0, suite.codeLength());
    }

    private Bytes crypt(int direction, Bytes iv, Bytes blocks) {
        try {
            // CBC without the cipher's own padding: RMCP+ brings its own, and its own integrity.
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(
                    direction,
                    new SecretKeySpec(confidentiality.array(), "AES"),
                    new IvParameterSpec(iv.array()));
            return Bytes.copy(cipher.doFinal(blocks.array()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES in CBC mode", e);
        }
    }
}
