package dev.bringup.power;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;

/// HTTP with one small web server: one request at a time, each within a deadline, short answers,
/// and no redirects, which could take a password elsewhere.
final class Web implements AutoCloseable {

    record Call(String method, String target, Map<String, String> headers, String body) {

        static Call get(String target, Map<String, String> headers) {
            return new Call("GET", target, headers, "");
        }
    }

    record Answer(int status, HttpHeaders headers, String text) {}

    private static final int MOST_BYTES = 256 << 10;

    private final Peer peer;
    private final Duration patience;
    private final ReentrantLock turn;
    private final HttpClient client;

    /// `turn` is shared by all who talk to this unit.
    Web(Peer peer, Duration patience, ReentrantLock turn) {
        this.peer = peer;
        this.patience = patience;
        this.turn = turn;
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .connectTimeout(patience);
        peer.tls().ifPresent(tls -> builder.sslContext(tls.context()));
        this.client = builder.build();
    }

    Answer send(Call call) throws Unable {
        boolean mine = false;
        try {
            mine = turn.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!mine) {
                throw new Unable(peer.name() + " is busy", Unable.Cure.TIME);
            }
            return exchange(call);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Unable("interrupted", Unable.Cure.TIME);
        } finally {
            if (mine) {
                turn.unlock();
            }
        }
    }

    /// The deadline is on the whole answer: the client's own ends with its first line.
    private Answer exchange(Call call) throws Unable, InterruptedException {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(
                        request(call), BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES));
        try {
            HttpResponse<String> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw silent();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw refused(cause);
            }
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest request(Call call) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(peer.url(call.target())))
                        .method(
                                call.method(),
                                call.body().isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(call.body()));
        call.headers().forEach(request::header);
        return request.build();
    }

    private Unable silent() {
        return new Unable(
                "%s at %s does not answer".formatted(peer.name(), peer.place()),
                Unable.Cure.SILENCE);
    }

    /// A certificate that is not trusted stays so until somebody looks at it.
    private Unable refused(IOException cause) {
        Optional<String> refusal = peer.tls().flatMap(tls -> tls.refusal(peer));
        if (refusal.isPresent()) {
            return new Unable(refusal.get(), Unable.Cure.HUMAN);
        }
        return cause instanceof SSLException
                ? new Unable(
                        "%s at %s does not speak TLS with us: %s"
                                .formatted(peer.name(), peer.place(), cause.getMessage()),
                        Unable.Cure.TIME)
                : silent();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
