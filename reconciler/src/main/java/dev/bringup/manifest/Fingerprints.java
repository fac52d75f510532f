package dev.bringup.manifest;

import dev.bringup.model.Fingerprint;
import dev.bringup.model.Image;
import dev.bringup.model.Payload;
import dev.bringup.model.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// The digest of an installation. Each part goes in with its name and length, so that no two
/// different installations can run together into the same bytes.
final class Fingerprints {

    private static final String VERSION = "v1";

    private final MessageDigest digest;

    private Fingerprints(MessageDigest digest) {
        this.digest = digest;
    }

    static Fingerprint of(
            Image image, Payload payload, List<String> kernelArgs, List<String> generations) {
        Fingerprints parts = new Fingerprints(sha256());
        parts.add("version", VERSION);
        parts.add(image.boot());
        image.bundles().forEach(bundle -> parts.add("bundle", bundle.digest().hex()));
        parts.add("payload", payload.kind().name());
        for (Map.Entry<String, String> file : payload.files().entrySet()) {
            parts.add("file", file.getKey());
            parts.add("content", file.getValue());
        }
        kernelArgs.forEach(argument -> parts.add("kernelArg", argument));
        generations.forEach(generation -> parts.add("generation", generation));
        return new Fingerprint(VERSION + ":" + HexFormat.of().formatHex(parts.digest.digest()));
    }

    private void add(Image.Boot boot) {
        switch (boot) {
            case Image.Boot.Disk(Image.Asset file, _) -> add("image", file.digest().hex());
            case Image.Boot.Live live -> program(live);
            case Image.Boot.Installer(Image.Boot.Live program) -> {
                add("boot", "installer");
                program(program);
            }
        }
    }

    private void program(Image.Boot.Live live) {
        add("kernel", live.kernel().digest().hex());
        live.initrds().forEach(initrd -> add("initrd", initrd.digest().hex()));
        live.rootfs().ifPresent(rootfs -> add("rootfs", rootfs.digest().hex()));
        live.args().forEach(arg -> add("imageArg", arg));
    }

    /// Of a text alone.
    static Sha256 digest(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Sha256(HexFormat.of().formatHex(sha256().digest(bytes)));
    }

    private void add(String name, String value) {
        for (String text : List.of(name, value)) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
