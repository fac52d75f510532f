package dev.bringup.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.port.Note;
import dev.bringup.port.Status;
import dev.bringup.port.Tally;
import dev.bringup.port.Witness;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends traces to a collector, as OTLP over HTTP in JSON. Nobody waits for it: what is too much or
/// finds no collector is counted and forgotten.
public final class Tracer implements Witness, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Tracer.class);

    /// A rack of a thousand machines may end at once.
    private static final int MOST = 2_000;

    private static final int BATCH = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BlockingQueue<Note.AttemptClosed> queue = new ArrayBlockingQueue<>(MOST);
    private final Collector collector;
    private final UnaryOperator<String> mask;
    private final Tally tally;
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private volatile Optional<Thread> running = Optional.empty();
    private boolean failing;

    /// Where it is, what it wants to hear beside each request, and as whom we speak.
    public record Collector(URI traces, Map<String, String> headers, Map<String, String> resource) {

        /// Headers may be credentials.
        @Override
        public String toString() {
            return traces.toString();
        }
    }

    /// Sends nothing before somebody runs it.
    public Tracer(Collector collector, UnaryOperator<String> mask, Tally tally) {
        this.collector = collector;
        this.mask = mask;
        this.tally = tally;
    }

    @Override
    public void noted(Note note) {
        if (note instanceof Note.AttemptClosed closed && !queue.offer(closed)) {
            tally.add("traces", "", "dropped", 1);
        }
    }

    @Override
    public void published(Status status) {}

    /// Until it is closed.
    public void run() {
        running = Optional.of(Thread.currentThread());
        try {
            while (true) {
                List<Note.AttemptClosed> batch = new ArrayList<>();
                batch.add(queue.take());
                queue.drainTo(batch, BATCH - 1);
                send(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(List<Note.AttemptClosed> batch) throws InterruptedException {
        List<Traces.Span> spans = batch.stream().flatMap(c -> Traces.of(c).stream()).toList();
        try {
            String body =
                    mask.apply(
                            JSON.writeValueAsString(Traces.request(spans, collector.resource())));
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(collector.traces())
                            .timeout(PATIENCE)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body));
            collector.headers().forEach(request::header);
            HttpResponse<String> answer =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            said(answer.statusCode() / 100 == 2, "it answers " + answer.statusCode(), batch.size());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            said(false, "it does not answer", batch.size());
        }
    }

    /// Told once, not for each batch.
    private void said(boolean sent, String trouble, int traces) {
        tally.add("traces", "", sent ? "sent" : "lost", traces);
        if (!sent && !failing) {
            LOG.warn("traces are lost: {}: {}", collector, trouble);
        }
        failing = !sent;
    }

    @Override
    public void close() {
        running.ifPresent(Thread::interrupt);
        client.shutdownNow();
    }
}
