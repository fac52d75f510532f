package dev.bringup.notify;

import dev.bringup.model.Receiver;
import dev.bringup.model.SecretRef;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// By SMTP (RFC 5321), one conversation for each mail: with STARTTLS (RFC 3207) or TLS from the
/// first byte, and with AUTH PLAIN or LOGIN (RFC 4954) if there are credentials.
record Smtp(
        Receiver.Mail mail, Function<SecretRef, Optional<String>> secrets, SSLContext authorities)
        implements Channel {

    private static final Logger LOG = LoggerFactory.getLogger(Smtp.class);

    private static final int PATIENCE = (int) Duration.ofSeconds(30).toMillis();

    /// Of an answer's lines; a server that says more is none.
    private static final int LINES = 100;

    /// The server does not want to. Beginning with 4 it may want to later.
    private static final class Unwilling extends Exception {
        private static final long serialVersionUID = 1;

        final boolean forGood;

        Unwilling(String answer) {
            super("it answers " + answer);
            forGood = answer.startsWith("5");
        }

        Unwilling(String because, boolean forGood) {
            super(because);
            this.forGood = forGood;
        }
    }

    /// A connection and what the server said that it can.
    private record Line(Socket socket, BufferedReader in, OutputStream out) {

        static Line on(Socket socket) throws IOException {
            return new Line(
                    socket,
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)),
                    socket.getOutputStream());
        }

        /// The lines of an answer, which begins with what is wanted.
        List<String> expect(String wanted) throws IOException, Unwilling {
            List<String> lines = new ArrayList<>();
            String line;
            do {
                line = in.readLine();
                if (line == null || lines.size() > LINES) {
                    throw new EOFException();
                }
                lines.add(line);
            } while (line.length() > 3 && line.charAt(3) == '-');
            if (!line.startsWith(wanted)) {
                throw new Unwilling(line);
            }
            return lines;
        }

        List<String> ask(String command, String wanted) throws IOException, Unwilling {
            out.write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            return expect(wanted);
        }
    }

    @Override
    public Delivery send(Letter letter, String text) {
        Message message = new Message(letter.id(), letter.at(), mail.from(), mail.to(), text);
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(mail.server().host(), mail.server().port()), PATIENCE);
            socket.setSoTimeout(PATIENCE);
            converse(socket, message);
            return new Delivery.Sent();
        } catch (Unwilling e) {
            String why = String.valueOf(e.getMessage());
            return e.forGood ? new Delivery.Refused(why) : new Delivery.Later(why);
        } catch (SSLException e) {
            return new Delivery.Later("no TLS with it: " + e.getMessage());
        } catch (IOException e) {
            return new Delivery.Later("it does not answer");
        }
    }

    private void converse(Socket socket, Message message) throws IOException, Unwilling {
        Receiver.Tls tls = mail.server().tls();
        Line line = Line.on(tls == Receiver.Tls.TLS ? secured(socket) : socket);
        line.expect("220");
        List<String> can = hello(line);
        if (tls == Receiver.Tls.STARTTLS) {
            if (!can(can, "STARTTLS")) {
                throw new Unwilling("it has no STARTTLS", true);
            }
            line.ask("STARTTLS", "220");
            line = Line.on(secured(socket));
            // What it said in the clear may be somebody else's word.
            can = hello(line);
        }
        if (mail.credentials().isPresent()) {
            login(line, can, mail.credentials().get());
        }
        line.ask("MAIL FROM:<" + mail.from() + ">", "250");
        address(line);
        line.ask("DATA", "354");
        line.ask(message.bytes() + ".", "250");
        try {
            line.ask("QUIT", "221");
        } catch (IOException | Unwilling _) {
            // It has the mail; how it says goodbye is its own affair.
        }
    }

    /// One who is not known there does not keep the others from being told.
    private void address(Line line) throws IOException, Unwilling {
        Optional<Unwilling> refusal = Optional.empty();
        int taken = 0;
        for (String to : mail.to()) {
            try {
                line.ask("RCPT TO:<" + to + ">", "25");
                taken++;
            } catch (Unwilling e) {
                LOG.warn("mail for {} is not taken: {}", to, e.getMessage());
                refusal = Optional.of(e);
            }
        }
        if (taken == 0 && refusal.isPresent()) {
            throw refusal.get();
        }
    }

    private static List<String> hello(Line line) throws IOException, Unwilling {
        String us = line.socket().getLocalAddress().getHostAddress();
        String literal = us.contains(":") ? "IPv6:" + us.replaceFirst("%.*", "") : us;
        return line.ask("EHLO [" + literal + "]", "250");
    }

    private static boolean can(List<String> lines, String what) {
        return lines.stream()
                .map(line -> line.substring(Math.min(4, line.length())).toUpperCase(Locale.ROOT))
                .anyMatch(line -> line.equals(what) || line.startsWith(what + " "));
    }

    /// The certificate is for the name that was typed, or it is not the server.
    private SSLSocket secured(Socket plain) throws IOException {
        Receiver.Server server = mail.server();
        SSLSocket socket =
                (SSLSocket)
                        authorities
                                .getSocketFactory()
                                .createSocket(plain, server.host(), server.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private void login(Line line, List<String> can, SecretRef where) throws IOException, Unwilling {
        String[] pair =
                secrets.apply(where)
                        .orElseThrow(() -> new Unwilling(where + " cannot be read", false))
                        .split(":", 2);
        if (pair.length < 2) {
            throw new Unwilling(where + " is not USER:PASSWORD", false);
        }
        String ways =
                can.stream()
                        .map(one -> one.toUpperCase(Locale.ROOT))
                        .filter(one -> one.startsWith("AUTH", 4))
                        .findFirst()
                        .orElse("");
        if (ways.contains("LOGIN") && !ways.contains("PLAIN")) {
            line.ask("AUTH LOGIN", "334");
            line.ask(base64(pair[0]), "334");
            line.ask(base64(pair[1]), "235");
        } else {
            line.ask("AUTH PLAIN " + base64("\0" + pair[0] + "\0" + pair[1]), "235");
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
