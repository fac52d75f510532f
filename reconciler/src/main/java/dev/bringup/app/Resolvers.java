package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.RunOptions;
import dev.bringup.model.Ip4;
import dev.bringup.netboot.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The DNS servers that are asked for names that are not ours, checked.
final class Resolvers {

    private static final int PORT = 53;
    private static final int LARGEST = 65_535;

    private Resolvers() {}

    static Optional<Settings.Others> of(RunOptions.Boot boot, Ip4 us) throws Failure {
        if (!boot.dnsForward.isEmpty() && boot.dnsPort == null) {
            throw wrong("--dns-forward needs --dns-port: without it there is no DNS");
        }
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String text : boot.dnsForward) {
            InetSocketAddress server = server(text);
            boolean ourselves =
                    server.getAddress().getHostAddress().equals(us.toString())
                            && Integer.valueOf(server.getPort()).equals(boot.dnsPort);
            if (ourselves) {
                throw wrong("--dns-forward " + text + " is this DNS itself");
            }
            servers.add(server);
        }
        return servers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Settings.Others(servers, new SecureRandom()));
    }

    private static InetSocketAddress server(String text) throws Failure {
        int colon = text.indexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        try {
            int port = colon < 0 ? PORT : Integer.parseInt(text.substring(colon + 1));
            if (port < 1 || port > LARGEST) {
                throw wrong("--dns-forward " + text + ": a port is 1 to " + LARGEST);
            }
            return new InetSocketAddress(InetAddress.getByAddress(Ip4.parse(host).bytes()), port);
        } catch (IllegalArgumentException | UnknownHostException _) {
            throw wrong("--dns-forward is like 9.9.9.9 or 127.0.0.1:5353, not '" + text + "'");
        }
    }

    /// As they are given.
    static String text(Optional<Settings.Others> others) {
        return others.stream()
                .flatMap(o -> o.servers().stream())
                .map(s ->
                        s.getAddress().getHostAddress()
                                + (s.getPort() == PORT ? "" : ":" + s.getPort()))
                .collect(Collectors.joining(","));
    }

    private static Failure wrong(String sentence) {
        return new Failure(Exit.WRONG_INPUT, sentence);
    }
}
