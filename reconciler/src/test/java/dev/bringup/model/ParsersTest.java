package dev.bringup.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Values are checked at the door, and say what is wrong in a sentence.
class ParsersTest {

    record Bad(Function<String, Object> parser, String text, String said) {
        @Override
        public String toString() {
            return said;
        }
    }

    static Stream<Bad> whatIsRefused() {
        return Stream.of(
                bad(Mac::parse, "52:54:00:77:00", "'52:54:00:77:00' is not a MAC address"),
                bad(Mac::parse, "52:54:00:77:00:0g", "'52:54:00:77:00:0g' is not a MAC address"),
                bad(Mac::parse, "", "'' is not a MAC address"),
                bad(Mac::new, "52-54-00-77-00-01", "'52-54-00-77-00-01' is not a MAC address"),
                bad(Mac::parse, "01:00:5e:00:00:01", "'01:00:5e:00:00:01' is a multicast address"),
                bad(Mac::parse, "ff:ff:ff:ff:ff:ff", "'ff:ff:ff:ff:ff:ff' is a multicast address"),
                bad(Mac::parse, "00:00:00:00:00:00", "the all-zero MAC address names nobody"),
                bad(Ip4::parse, "1.2.3", "'1.2.3' is not an IPv4 address"),
                bad(Ip4::parse, "1.2.3.4.5", "'1.2.3.4.5' is not an IPv4 address"),
                bad(Ip4::parse, "1.2.3.256", "'1.2.3.256' is not an IPv4 address"),
                bad(Ip4::parse, "1.2.3.04", "'1.2.3.04' is not an IPv4 address"),
                bad(Ip4::parse, "localhost", "'localhost' is not an IPv4 address"),
                bad(Cidr::parse, "10.0.0.0", "'10.0.0.0' is not a network like 10.0.0.0/24"),
                bad(Cidr::parse, "10.0.0.0/x", "'10.0.0.0/x' is not a network like 10.0.0.0/24"),
                bad(Cidr::parse, "10.0.0.0/33", "a prefix is 0 to 32, not 33"),
                bad(Cidr::parse, "10.0.0.1/24", "10.0.0.1/24 has bits set after its prefix"),
                bad(MachineId::new, "", "'' is not a DNS label"),
                bad(MachineId::new, "Node-1", "'Node-1' is not a DNS label"),
                bad(MachineId::new, "-node", "'-node' is not a DNS label"),
                bad(MachineId::new, "node-", "'node-' is not a DNS label"),
                bad(MachineId::new, "a.b", "'a.b' is not a DNS label"),
                bad(MachineId::new, "a".repeat(64), "'" + "a".repeat(64) + "' is not a DNS label"),
                bad(CommitId::new, "abc", "'abc' is not a commit hash"),
                bad(Fingerprint::new, "v1:abc", "'v1:abc' is not a fingerprint"),
                bad(Sha256::new, "ABC", "'ABC' is not a SHA-256 digest"),
                bad(PermitId::new, "../../etc", "'../../etc' is not a permit"),
                bad(
                        t -> new Policy.Share(Integer.parseInt(t)),
                        "101",
                        "a share is 0% to 100%, not 101%"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void whatIsRefused(Bad bad) {
        Exception refused =
                assertThrows(IllegalArgumentException.class, () -> bad.parser.apply(bad.text));
        assertEquals(bad.said, refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"52:54:00:32:0d:b8", "52-54-00-32-0D-B8", "5254.0032.0db8", "525400320DB8"})
    void everyUsualSpellingIsOneMac(String spelling) {
        assertEquals(new Mac("52:54:00:32:0d:b8"), Mac.parse(spelling));
    }

    @Test
    void aMacIsItsBytesAndItsUrl() {
        Mac mac = Mac.parse("52:54:00:32:0d:b8");

        assertEquals(mac, Mac.of(mac.bytes()));
        assertEquals("52-54-00-32-0d-b8", mac.hyphened());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "127.77.1.2", "255.255.255.255", "172.16.16.200"})
    void anAddressIsItsBytes(String text) {
        Ip4 address = Ip4.parse(text);

        assertEquals(text, address.toString());
        assertEquals(address, Ip4.of(address.bytes()));
    }

    @Test
    void addressesSortAsNumbers() {
        List<Ip4> sorted =
                Stream.of("200.0.0.1", "9.0.0.1", "10.0.0.1").map(Ip4::parse).sorted().toList();

        assertEquals("[9.0.0.1, 10.0.0.1, 200.0.0.1]", sorted.toString());
    }

    @ParameterizedTest(name = "{0}: {1} to {2}")
    @CsvSource({
        "172.16.16.0/24, 255.255.255.0, 172.16.16.255",
        "127.77.0.0/16, 255.255.0.0, 127.77.255.255",
        "10.0.0.4/30, 255.255.255.252, 10.0.0.7",
        "10.0.0.4/32, 255.255.255.255, 10.0.0.4",
        "0.0.0.0/0, 0.0.0.0, 255.255.255.255"
    })
    void aNetworkKnowsItsEdges(String text, String netmask, String broadcast) {
        Cidr network = Cidr.parse(text);

        assertEquals(text, network.toString());
        assertEquals(netmask, network.netmask().toString());
        assertEquals(broadcast, network.broadcast().toString());
        assertTrue(network.contains(network.broadcast()));
    }

    @Test
    void aNetworkEndsAtItsBroadcastAddress() {
        Cidr network = Cidr.parse("172.16.16.0/24");

        assertTrue(network.contains(Ip4.parse("172.16.16.0")));
        assertFalse(network.contains(Ip4.parse("172.16.17.0")));
        assertArrayEquals(new byte[] {(byte) 172, 16, 16, 0}, network.network().bytes());
    }

    @ParameterizedTest(name = "{0}% of {1} is {2}")
    @CsvSource({"25, 3, 1", "25, 8, 2", "25, 0, 0", "0, 9, 1", "100, 7, 7", "30, 10, 3"})
    void aShareOfSomeIsAtLeastOne(int percent, long machines, long share) {
        assertEquals(share, new Policy.Share(percent).of(machines));
    }

    @Test
    void aSecretDoesNotPrintItself() {
        assertEquals(
                "JoinMaterial[k8s:6443]",
                new JoinMaterial("k8s:6443", "id.secret", "sha256:00").toString());
    }

    private static Bad bad(Function<String, Object> parser, String text, String said) {
        return new Bad(parser, text, said);
    }
}
