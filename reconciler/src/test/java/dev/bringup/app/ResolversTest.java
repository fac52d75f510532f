package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.RunOptions;
import dev.bringup.model.Ip4;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResolversTest {

    private static final Ip4 US = Ip4.parse("10.0.0.1");
    private final RunOptions.Boot boot = new RunOptions.Boot();

    @Test
    void thePortIsTheUsualOneUnlessItIsGiven() throws Failure {
        boot.dnsPort = 53;
        boot.dnsForward = List.of("9.9.9.9", "127.0.0.1:5353");

        assertEquals("9.9.9.9,127.0.0.1:5353", Resolvers.text(Resolvers.of(boot, US)));
        assertEquals(53, Resolvers.of(boot, US).orElseThrow().servers().getFirst().getPort());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dns.example | --dns-forward is like 9.9.9.9 or 127.0.0.1:5353, not 'dns.example'",
                "9.9.9.9:x | --dns-forward is like 9.9.9.9 or 127.0.0.1:5353, not '9.9.9.9:x'",
                "9.9.9.9:0 | --dns-forward 9.9.9.9:0: a port is 1 to 65535",
                "10.0.0.1 | --dns-forward 10.0.0.1 is this DNS itself",
            })
    void whatCannotBeAskedIsSaid(String server, String sentence) {
        boot.dnsPort = 53;
        boot.dnsForward = List.of(server);

        assertEquals(
                sentence, assertThrows(Failure.class, () -> Resolvers.of(boot, US)).getMessage());
    }

    @Test
    void withoutDnsThereIsNothingToForward() {
        boot.dnsForward = List.of("9.9.9.9");

        assertEquals(
                "--dns-forward needs --dns-port: without it there is no DNS",
                assertThrows(Failure.class, () -> Resolvers.of(boot, US)).getMessage());
    }
}
