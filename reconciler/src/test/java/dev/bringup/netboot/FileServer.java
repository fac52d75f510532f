package dev.bringup.netboot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/// Serves one file, and can be made to behave badly. It remembers which parts were asked for.
public final class FileServer implements AutoCloseable {

    private final HttpServer server;
    private final byte[] content;
    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private volatile int breakAfter = Integer.MAX_VALUE;
    private volatile boolean knowsParts = true;

    public FileServer(byte[] content) throws IOException {
        this.content = content.clone();
        server =
                HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.77.0.9"), 0), 0);
        server.createContext("/os.raw", this::serve);
        server.start();
    }

    private void serve(HttpExchange exchange) throws IOException {
        Optional<String> range =
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"));
        ranges.add(range.orElse("all"));
        int from =
                knowsParts
                        ? range.map(r -> Integer.parseInt(r.replaceAll("\\D", ""))).orElse(0)
                        : 0;
        if (from >= content.length) {
            exchange.sendResponseHeaders(416, -1);
            exchange.close();
            return;
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
        int to = Math.min(content.length, breakAfter);
        exchange.getResponseBody().write(Arrays.copyOfRange(content, from, Math.max(from, to)));
        exchange.getResponseBody().flush();
        if (to == content.length) {
            exchange.close();
        } else {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos()); // some of it arrives
            throw new IOException("somebody pulled the cable");
        }
    }

    public FileServer breakingAfter(int bytes) {
        breakAfter = bytes;
        return this;
    }

    public FileServer knowingNoParts() {
        knowsParts = false;
        return this;
    }

    public List<String> ranges() {
        return List.copyOf(ranges);
    }

    public URI url(String path) {
        return URI.create("http://127.77.0.9:" + server.getAddress().getPort() + path);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
