package dev.bringup.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// A server of SMTP that says what a test wants it to, and keeps what it was told.
final class Mailbox implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final Map<String, String> answers;
    private final Thread serving;
    final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    /// What it answers to a command that begins so.
    Mailbox(Map<String, String> answers) throws IOException {
        this.answers = answers;
        serving = Thread.startVirtualThread(this::serve);
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        try {
            while (true) {
                try (Socket socket = server.accept()) {
                    converse(socket);
                }
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void converse(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        say(socket, answers.getOrDefault("", "220 mailbox"));
        boolean data = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (data && !line.equals(".")) {
                continue;
            }
            data = false;
            String command = line;
            heard.add(command);
            String answer =
                    answers.entrySet().stream()
                            .filter(e -> !e.getKey().isEmpty() && command.startsWith(e.getKey()))
                            .map(Map.Entry::getValue)
                            .findFirst()
                            .orElse("250 ok");
            data = answer.startsWith("354");
            if (answer.isEmpty()) {
                return;
            }
            say(socket, answer);
        }
    }

    private static void say(Socket socket, String answer) throws IOException {
        socket.getOutputStream()
                .write((answer.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /// Its port is closed only when nobody waits for a caller any more.
    @Override
    public void close() throws IOException {
        server.close();
        try {
            serving.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
