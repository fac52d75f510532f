package dev.bringup.secrets;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.bech32.Bech32;
import com.exceptionfactory.jagged.framework.armor.ArmoredDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.armor.ArmoredEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;

/// Texts that only the holders of some age keys can read.
public final class Age {

    private static final String IDENTITY = "AGE-SECRET-KEY-";
    private static final String RECIPIENT = "age";

    private Age() {}

    /// The keys in a file as `age-keygen` writes it.
    public static List<String> identities(Path file) {
        try {
            List<String> keys =
                    Files.readAllLines(file).stream()
                            .map(String::strip)
                            .filter(line -> line.startsWith(IDENTITY))
                            .toList();
            if (keys.isEmpty()) {
                throw new IllegalStateException(
                        "there is no age key in "
                                + file
                                + "; a line of it starts with "
                                + IDENTITY);
            }
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the age key " + file, e);
        }
    }

    /// A new identity, as `age-keygen` makes one.
    public static String generate(SecureRandom random) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return Bech32.getEncoder()
                .encode(IDENTITY.toLowerCase(Locale.ROOT), key)
                .toString()
                .toUpperCase(Locale.ROOT);
    }

    /// Whom to encrypt for so that this identity can read it.
    public static String recipient(String identity) {
        byte[] key = Bech32.getDecoder().decode(identity).getData();
        byte[] open = new X25519PrivateKeyParameters(key, 0).generatePublicKey().getEncoded();
        return Bech32.getEncoder().encode(RECIPIENT, open).toString().toLowerCase(Locale.ROOT);
    }

    /// As armored text. Throws with a sentence if somebody is no recipient.
    public static String encrypt(String text, Collection<String> recipients) {
        List<RecipientStanzaWriter> writers = new ArrayList<>();
        for (String recipient : recipients) {
            writers.add(writer(recipient));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (WritableByteChannel channel =
                new ArmoredEncryptingChannelFactory()
                        .newEncryptingChannel(Channels.newChannel(out), writers)) {
            ByteBuffer clear = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (clear.hasRemaining()) {
                channel.write(clear);
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot encrypt with age", e);
        }
        return out.toString(StandardCharsets.US_ASCII);
    }

    private static RecipientStanzaWriter writer(String recipient) {
        try {
            return X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalStateException(
                    "'" + recipient + "' is not an age recipient; one starts with age1", e);
        }
    }

    /// Empty if none of these identities opens it.
    static Optional<byte[]> decrypt(String armored, Collection<String> identities) {
        try {
            List<RecipientStanzaReader> readers = new ArrayList<>();
            for (String identity : identities) {
                readers.add(X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(identity));
            }
            byte[] bytes = armored.getBytes(StandardCharsets.US_ASCII);
            return Optional.of(
                    Channels.newInputStream(
                                    new ArmoredDecryptingChannelFactory()
                                            .newDecryptingChannel(
                                                    Channels.newChannel(
                                                            new ByteArrayInputStream(bytes)),
                                                    readers))
                            .readAllBytes());
        } catch (GeneralSecurityException | IOException e) {
            return Optional.empty();
        }
    }
}
