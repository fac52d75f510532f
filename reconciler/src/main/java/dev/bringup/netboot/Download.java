package dev.bringup.netboot;

import dev.bringup.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/// Brings one file here, and takes its digest while it comes. What came before a break is kept, and
/// the next try goes on behind it. Only a file whose digest is right gets its name.
public final class Download {

    /// Told again and again how many bytes there are, and how many there will be; -1 is unknown.
    public interface Progress {
        void at(long bytes, long of);
    }

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PARTIAL = 206;
    private static final int WHOLE = 200;
    private static final int BEYOND_THE_END = 416;

    private final HttpClient client;

    public Download() {
        client =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .connectTimeout(PATIENCE)
                        .build();
    }

    /// An [IOException] says what went wrong; the file is not there then.
    public void fetch(URI from, Sha256 digest, Path to, Progress progress)
            throws IOException, InterruptedException {
        Path half = to.resolveSibling(to.getFileName() + ".part");
        Files.createDirectories(to.resolveSibling(""));
        long had = Files.exists(half) ? Files.size(half) : 0;
        HttpResponse<InputStream> response = ask(from, had);
        if (had > 0 && response.statusCode() != PARTIAL) {
            // It knows nothing of parts, or ours is no part of what is there now.
            had = 0;
            if (response.statusCode() == BEYOND_THE_END) {
                response.body().close();
                response = ask(from, 0);
            }
        }
        try (InputStream body = response.body()) {
            if (response.statusCode() != WHOLE && response.statusCode() != PARTIAL) {
                throw new IOException("%s answers %d".formatted(from, response.statusCode()));
            }
            long rest = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            MessageDigest sum = begin(half, had);
            pour(body, half, had, rest < 0 ? -1 : had + rest, sum, progress);
            String found = HexFormat.of().formatHex(sum.digest());
            if (!found.equals(digest.hex())) {
                Files.delete(half);
                throw new IOException(
                        "the digest of %s is %s, not %s".formatted(from, found, digest.hex()));
            }
        }
        Files.move(half, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private HttpResponse<InputStream> ask(URI from, long had)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(from).timeout(PATIENCE);
        if (had > 0) {
            request.header("Range", "bytes=" + had + "-");
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new IOException("%s cannot be reached: %s".formatted(from, reason(e)), e);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /// The digest of what is there already.
    private static MessageDigest begin(Path half, long had) throws IOException {
        MessageDigest sum = sha256();
        if (had > 0) {
            try (InputStream in = Files.newInputStream(half)) {
                byte[] buffer = new byte[1 << 16];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    sum.update(buffer, 0, n);
                }
            }
        }
        return sum;
    }

    private static void pour(
            InputStream from, Path half, long had, long of, MessageDigest sum, Progress progress)
            throws IOException {
        long bytes = had;
        StandardOpenOption where =
                had > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        try (OutputStream out =
                Files.newOutputStream(
                        half, StandardOpenOption.CREATE, StandardOpenOption.WRITE, where)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                out.write(buffer, 0, n);
                sum.update(buffer, 0, n);
                bytes += n;
                progress.at(bytes, of);
            }
        } catch (IOException e) {
            throw new IOException(
                    "the download broke off after %d bytes: %s".formatted(bytes, reason(e)), e);
        }
    }

    /// Of a file that is here.
    public static Sha256 digest(Path file) throws IOException {
        return new Sha256(HexFormat.of().formatHex(begin(file, Files.size(file)).digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
