package dev.bringup.app;

import dev.bringup.model.Etcd;
import dev.bringup.model.MachineId;
import dev.bringup.model.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Snapshots of etcd in the data directory. There are Secrets in them, so nobody else may read
/// them. The last few are kept.
final class Snapshots {

    /// As many as a rolling upgrade of five control planes takes.
    static final int KEEP = 10;

    private static final String END = ".snapshot";
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final Path folder;
    private final InstantSource clock;

    Snapshots(Path data, InstantSource clock) {
        folder = data.resolve("etcd");
        this.clock = clock;
    }

    Draft begin() throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path half =
                Files.createTempFile(
                        folder,
                        "half",
                        ".part",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        return new Draft(half, new DigestOutputStream(Files.newOutputStream(half), sha256()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// One that is being written. It is nothing until it is kept.
    final class Draft extends OutputStream {

        private final Path half;
        private final DigestOutputStream out;
        private long bytes;

        private Draft(Path half, DigestOutputStream out) {
            this.half = half;
            this.out = out;
        }

        @Override
        public void write(int one) throws IOException {
            out.write(one);
            bytes++;
        }

        @Override
        public void write(byte[] data, int from, int length) throws IOException {
            out.write(data, from, length);
            bytes += length;
        }

        /// On disk before anybody relies on it.
        Etcd.Snapshot keep(MachineId by) throws IOException {
            out.close();
            if (bytes == 0) {
                throw new IOException("it is empty");
            }
            try (FileChannel file = FileChannel.open(half, StandardOpenOption.WRITE)) {
                file.force(true);
            }
            Sha256 digest = new Sha256(HexFormat.of().formatHex(out.getMessageDigest().digest()));
            Etcd.Snapshot snapshot = new Etcd.Snapshot(clock.instant(), by, digest, bytes);
            Files.move(half, file(snapshot), StandardCopyOption.ATOMIC_MOVE);
            forget();
            return snapshot;
        }

        @Override
        public void close() throws IOException {
            out.close();
            Files.deleteIfExists(half);
        }
    }

    Path file(Etcd.Snapshot snapshot) {
        return folder.resolve(
                NAME.format(snapshot.at())
                        + "-"
                        + snapshot.by()
                        + "-"
                        + snapshot.digest().hex().substring(0, 12)
                        + END);
    }

    private void forget() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> old =
                    files.filter(file -> file.toString().endsWith(END))
                            .sorted(Comparator.comparing(Path::toString).reversed())
                            .skip(KEEP)
                            .toList();
            for (Path file : old) {
                Files.delete(file);
            }
        }
    }
}
