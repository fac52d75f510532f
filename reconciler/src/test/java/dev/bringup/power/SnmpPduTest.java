package dev.bringup.power;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Ip4;
import dev.bringup.model.MachineId;
import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The driver against an agent with each vendor's table, on real sockets.
class SnmpPduTest {

    private static final String HERE = "127.77.3.10";
    private static final MachineId MACHINE = new MachineId("node-01");
    private static final Duration MIN_OFF = Duration.ofMillis(200);

    private Optional<String> secret = Optional.of("private");
    private Rung.Snmp snmp = v2c(Rung.Vendor.APC);
    private Optional<SnmpAgent> agent = Optional.empty();
    private Duration patience = Duration.ofSeconds(9);

    @AfterEach
    void stop() throws IOException {
        if (agent.isPresent()) {
            agent.get().close();
        }
    }

    private static Rung.Snmp v2c(Rung.Vendor vendor) {
        return new Rung.Snmp(vendor, Rung.SnmpVersion.V2C, Rung.SnmpAuth.SHA, Rung.SnmpPrivacy.AES);
    }

    private static Rung.Snmp v3(Rung.SnmpAuth auth, Rung.SnmpPrivacy privacy) {
        return new Rung.Snmp(Rung.Vendor.RARITAN, Rung.SnmpVersion.V3, auth, privacy);
    }

    private SnmpAgent agent() throws IOException {
        agent = Optional.of(new SnmpAgent(HERE, snmp.vendor()));
        return agent.get();
    }

    private Rung.Feed feed(SnmpAgent unit, int outlet) {
        return new Rung.Feed(
                new Rung.Strip(
                        "pdu-a",
                        Ip4.parse(HERE),
                        unit.port(),
                        Rung.Dialect.REST,
                        new SecretRef.Env("PDU"),
                        MIN_OFF,
                        Optional.of(snmp)),
                outlet);
    }

    private PduPower power() {
        return new PduPower(
                _ -> secret,
                new SecureRandom(),
                InstantSource.system(),
                new PduPower.Timing(patience, Duration.ofMillis(40), Duration.ofMillis(10)));
    }

    private String trouble(List<Rung.Feed> feeds) {
        return assertThrows(Unable.class, () -> power().apply(MACHINE, feeds, Ladder.Verb.OFF))
                .because();
    }

    @ParameterizedTest
    @EnumSource
    void eachVendorsOutletsGoOffAndOnTogether(Rung.Vendor vendor) throws Exception {
        snmp = v2c(vendor);
        SnmpAgent unit = agent();
        List<Rung.Feed> feeds = List.of(feed(unit, 3), feed(unit, 5));
        PduPower power = power();
        assertEquals(Optional.empty(), power.status(feeds), "it is fed, and may be either");
        power.apply(MACHINE, feeds, Ladder.Verb.OFF);
        assertEquals(Optional.of(Power.OFF), power.status(feeds));
        power.apply(MACHINE, feeds, Ladder.Verb.ON);
        Instant start = Instant.now();
        power.apply(MACHINE, feeds, Ladder.Verb.CYCLE);
        assertTrue(Duration.between(start, Instant.now()).compareTo(MIN_OFF) >= 0);
        assertEquals(
                List.of("3 off", "5 off", "3 on", "5 on", "3 off", "5 off", "3 on", "5 on"),
                unit.moved);
    }

    @Test
    void asAUserOfVersion3() throws Exception {
        snmp = v3(Rung.SnmpAuth.SHA256, Rung.SnmpPrivacy.AES);
        secret = Optional.of("ops:authenticity:discretion\n");
        SnmpAgent unit = agent();
        power().apply(MACHINE, List.of(feed(unit, 1)), Ladder.Verb.OFF);
        assertEquals(List.of("1 off"), unit.moved);
    }

    @ParameterizedTest
    @CsvSource({
        ", the credentials of PDU pdu-a are missing",
        "ops, the credentials of PDU pdu-a are not user:password or user:password:password",
        "ops:short, the passwords of PDU pdu-a must have 8 characters at least"
    })
    void credentialsThatAreNone(String credentials, String because) throws Exception {
        snmp = v3(Rung.SnmpAuth.SHA, Rung.SnmpPrivacy.DES);
        secret = Optional.ofNullable(credentials);
        assertEquals(because, trouble(List.of(feed(agent(), 1))));
    }

    @Test
    void aWrongCommunityLooksLikeSilence() throws Exception {
        secret = Optional.of("public");
        patience = Duration.ofMillis(90);
        SnmpAgent unit = agent();
        assertEquals(
                "PDU pdu-a at %s:%d does not answer, or its community is another one"
                        .formatted(HERE, unit.port()),
                trouble(List.of(feed(unit, 1))));
    }

    @Test
    void aUnitThatIsNotThere() throws Exception {
        snmp = v3(Rung.SnmpAuth.SHA, Rung.SnmpPrivacy.AES);
        secret = Optional.of("ops:authenticity");
        patience = Duration.ofMillis(90);
        SnmpAgent unit = agent();
        Rung.Feed feed = feed(unit, 1);
        unit.close();
        assertEquals(
                "PDU pdu-a at %s:%d does not answer, or its password, 'auth' or 'privacy' is"
                                .formatted(HERE, feed.strip().port())
                        + " another one",
                trouble(List.of(feed)));
    }

    /// The one that went off comes back: all or none.
    @Test
    void anOutletThatDoesNotSwitch() throws Exception {
        SnmpAgent unit = agent();
        unit.stuck.add(5);
        assertEquals(
                "outlet 5 of PDU pdu-a is not off after 0 s; is it locked there?",
                trouble(List.of(feed(unit, 3), feed(unit, 5))));
        assertEquals(List.of("3 off", "5 off", "3 on", "5 on"), unit.moved);
    }

    @Test
    void whatAUnitRefuses() throws Exception {
        SnmpAgent unit = agent();
        unit.readOnly = true;
        assertEquals(
                "PDU pdu-a does not let us switch outlet 3: No access",
                trouble(List.of(feed(unit, 3))));
        assertEquals(
                "PDU pdu-a has no outlet 9 (noSuchInstance at 1.3.6.1.4.1.318.1.1.12.3.5.1.1.4.9);"
                        + " is it of another vendor?",
                trouble(List.of(feed(unit, 9))));
        unit.undecided = true;
        assertEquals(
                "PDU pdu-a says of outlet 3 neither that it is on nor off, but 77",
                trouble(List.of(feed(unit, 3))));
    }
}
