package dev.bringup.lab.wire;

import dev.bringup.model.Ip4;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLSocketFactory;

/// One HTTP/1.1 connection from a machine's own address, which the JDK's client cannot choose.
final class HttpWire implements Closeable {

    record Call(String method, String target, Map<String, String> headers, String body) {

        static Call get(String target) {
            return new Call("GET", target, Map.of(), "");
        }

        static Call post(String target, String type, String body) {
            return new Call("POST", target, Map.of("Content-Type", type), body);
        }
    }

    /// Header names are in lower case. The body must be read to its end before the next call.
    record Response(int status, Map<String, String> headers, InputStream body) {

        String text() throws IOException {
            byte[] bytes = body.readNBytes(MOST_TEXT + 1);
            if (bytes.length > MOST_TEXT) {
                throw new IOException("the answer is longer than " + MOST_TEXT + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static final int MOST_TEXT = 8 << 20;
    private static final int MOST_LINE = 16 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(35);

    private final Socket socket;
    private final InputStream in;
    private final String host;
    private boolean reusable = true;

    private HttpWire(Socket socket, String host) throws IOException {
        this.socket = socket;
        this.host = host;
        this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    static HttpWire open(Ip4 from, String host, int port) throws IOException {
        Socket socket = connect(from, host, port);
        return new HttpWire(socket, host + ":" + port);
    }

    static HttpWire openTls(Ip4 from, String host, int port, SSLSocketFactory tls)
            throws IOException {
        Socket socket = connect(from, host, port);
        try {
            return new HttpWire(tls.createSocket(socket, host, port, true), host + ":" + port);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket connect(Ip4 from, String host, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            socket.bind(Addresses.of(from, 0));
            socket.connect(
                    new java.net.InetSocketAddress(host, port),
                    Math.toIntExact(PATIENCE.toMillis()));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new IOException("%s:%d: %s".formatted(host, port, e.getMessage()), e);
        }
    }

    /// Whether another call may be made on this connection.
    boolean isReusable() {
        return reusable;
    }

    Response send(Call call) throws IOException {
        byte[] body = call.body().getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder();
        head.append(call.method()).append(' ').append(call.target()).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(host).append("\r\nUser-Agent: bringup-lab\r\n");
        call.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        if (body.length > 0 || !call.method().equals("GET")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        socket.getOutputStream().write(all.toByteArray());
        socket.getOutputStream().flush();
        return receive();
    }

    private Response receive() throws IOException {
        String[] status = line().split(" ", 3);
        if (status.length < 2
                || !status[0].startsWith("HTTP/1.")
                || !status[1].matches("[0-9]{3}")) {
            throw new IOException("the answer is not HTTP");
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        int code = Integer.parseInt(status[1]);
        reusable = !"close".equalsIgnoreCase(headers.get("connection"));
        return new Response(code, headers, body(code, headers));
    }

    private InputStream body(int code, Map<String, String> headers) {
        if (code == 204 || code == 304) {
            return InputStream.nullInputStream();
        }
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return new Chunks();
        }
        String length = headers.get("content-length");
        if (length != null && length.matches("[0-9]{1,18}")) {
            return new Exactly(Long.parseLong(length));
        }
        reusable = false;
        return in;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended early");
            }
            if (line.size() > MOST_LINE) {
                throw new IOException("a line of the answer is too long");
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /// A body of known length; one that ends early is an error.
    private class Exactly extends InputStream {

        private long left;

        Exactly(long length) {
            left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int n = in.read(buffer, offset, (int) Math.min(length, left));
            if (n < 0) {
                throw new EOFException("the connection ended " + left + " bytes early");
            }
            left -= n;
            return n;
        }
    }

    /// A chunked body.
    private final class Chunks extends InputStream {

        private InputStream chunk = InputStream.nullInputStream();
        private boolean ended;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            while (!ended) {
                int n = chunk.read(buffer, offset, length);
                if (n >= 0) {
                    return n;
                }
                next();
            }
            return -1;
        }

        private void next() throws IOException {
            String size = line();
            size = size.isEmpty() ? line() : size;
            try {
                long length = Long.parseLong(size.split(";", 2)[0].strip(), 16);
                ended = length == 0;
                chunk = new Exactly(length);
            } catch (NumberFormatException e) {
                throw new IOException("'" + size + "' is not the size of a chunk", e);
            }
            if (ended) {
                while (!line().isEmpty()) {
                    // Trailers mean nothing to us.
                }
            }
        }
    }
}
