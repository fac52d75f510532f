package dev.bringup.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPPublicKeyRingCollection;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.bc.BcPGPObjectFactory;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentVerifierBuilderProvider;

/// Public keys as `gpg --export --armor` writes them, and the signatures that they verify.
final class OpenPgpKeys {

    /// Digests under which somebody can make two commits with one signature.
    private static final Set<Integer> BROKEN =
            Set.of(HashAlgorithmTags.MD5, HashAlgorithmTags.SHA1, HashAlgorithmTags.RIPEMD160);

    private final TreeMap<Long, PGPPublicKey> byId = new TreeMap<>();

    void add(Path file, byte[] armored) throws IOException {
        try {
            PGPPublicKeyRingCollection rings =
                    new PGPPublicKeyRingCollection(
                            PGPUtil.getDecoderStream(new ByteArrayInputStream(armored)),
                            new BcKeyFingerprintCalculator());
            for (PGPPublicKeyRing ring : rings) {
                ring.forEach(key -> byId.put(key.getKeyID(), key));
            }
        } catch (PGPException e) {
            throw new IOException("cannot read the OpenPGP keys in " + file, e);
        }
    }

    /// What is wrong with the signature; empty if nothing is.
    Optional<String> wrong(byte[] signed, byte[] armored) {
        try {
            Object first =
                    new BcPGPObjectFactory(
                                    PGPUtil.getDecoderStream(new ByteArrayInputStream(armored)))
                            .nextObject();
            if (!(first instanceof PGPSignatureList list) || list.size() != 1) {
                return Optional.of("has a signature that cannot be read");
            }
            return wrong(signed, list.get(0));
        } catch (IOException | PGPException e) {
            return Optional.of("has a signature that cannot be read");
        }
    }

    private Optional<String> wrong(byte[] signed, PGPSignature signature) throws PGPException {
        PGPPublicKey key = byId.get(signature.getKeyID());
        if (key == null) {
            return Optional.of(
                    "is signed by OpenPGP key "
                            + id(signature.getKeyID())
                            + ", which is not allowed");
        }
        String name =
                "OpenPGP key "
                        + HexFormat.of().formatHex(key.getFingerprint()).toUpperCase(Locale.ROOT);
        signature.init(new BcPGPContentVerifierBuilderProvider(), key);
        signature.update(signed);
        if (signature.getSignatureType() != PGPSignature.BINARY_DOCUMENT || !signature.verify()) {
            return Optional.of("has no valid signature of " + name);
        }
        if (BROKEN.contains(signature.getHashAlgorithm())) {
            return Optional.of("is signed by " + name + " with a digest that is broken");
        }
        if (key.hasRevocation()) {
            return Optional.of("is signed by " + name + ", which is revoked");
        }
        Instant made = signature.getCreationTime().toInstant();
        Instant end = key.getCreationTime().toInstant().plusSeconds(key.getValidSeconds());
        return key.getValidSeconds() > 0 && made.isAfter(end)
                ? Optional.of("is signed by " + name + ", which had expired")
                : Optional.empty();
    }

    private static String id(long keyId) {
        return "%016X".formatted(keyId);
    }
}
