package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DhcpOptionsTest {

    private static String problems(String options) {
        return Repo.problems(
                Repo.with("profile.yaml", Repo.PROFILE + "  dhcpOptions: {" + options + "}\n"));
    }

    private static Map<Integer, String> read(String options) {
        Declared declared =
                Repo.valid(
                        Repo.with(
                                "profile.yaml",
                                Repo.PROFILE + "  dhcpOptions: {" + options + "}\n"));
        return declared.profiles().firstEntry().getValue().dhcpOptions();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    time-offset: -3600                     | 2   | fffff1f0
                    log-servers: [10.0.0.5, 10.0.0.6]      | 7   | 0a0000050a000006
                    7: 10.0.0.5                            | 7   | 0a000005
                    root-path: /srv                        | 17  | 2f737276
                    ip-forwarding: true                    | 19  | 01
                    default-ttl: 64                        | 23  | 40
                    arp-timeout: 4294967295                | 35  | ffffffff
                    nis-domain: a                          | 40  | 61
                    nis-servers: 10.0.0.5                  | 41  | 0a000005
                    vendor-info: 0x0104DEAD                | 43  | 0104dead
                    posix-timezone: UTC                    | 100 | 555443
                    tzdb-timezone: UTC                     | 101 | 555443
                    captive-portal: UTC                    | 114 | 555443
                    domain-search: [a.bc, d]               | 119 | 016102626300016400
                    tftp-server-address: 10.0.0.5          | 150 | 0a000005
                    224: 0x0A                              | 224 | 0a
                    225: [10.0.0.5, 10.0.0.6]              | 225 | 0a0000050a000006
                    226: some text                         | 226 | 736f6d652074657874
                    """)
    void aValueIsEncodedAsItsOptionSays(String option, int code, String hex) {
        assertEquals(Map.of(code, hex), read(option));
    }

    @Test
    void whatCannotBeSaidIsSaidHere() {
        assertEquals(
                """
                profile.yaml:7:17: error BU1101: there is no DHCP option 'root-pth'
                7 |   dhcpOptions: {root-pth: /a, 6: 10.0.0.53, 300: x, 17: /a, root-path: /b, 7: [a], 43: ab, 19: yes, 23: 256, 119: a..b, 2: [1, 2]}
                  |                 ^
                  = help: did you mean 'root-path'?
                profile.yaml:7:31: error BU1317: DHCP option 6 is not free to set
                7 |   dhcpOptions: {root-pth: /a, 6: 10.0.0.53, 300: x, 17: /a, root-path: /b, 7: [a], 43: ab, 19: yes, 23: 256, 119: a..b, 2: [1, 2]}
                  |                               ^
                  = help: it follows from the Cluster's network or from the boot itself
                profile.yaml:7:45: error BU1317: DHCP option 300 is not free to set
                7 |   dhcpOptions: {root-pth: /a, 6: 10.0.0.53, 300: x, 17: /a, root-path: /b, 7: [a], 43: ab, 19: yes, 23: 256, 119: a..b, 2: [1, 2]}
                  |                                             ^
                  = help: options are numbered from 1 to 254
                profile.yaml:7:61: error BU1006: DHCP option 17 is here twice
                7 |   dhcpOptions: {root-pth: /a, 6: 10.0.0.53, 300: x, 17: /a, root-path: /b, 7: [a], 43: ab, 19: yes, 23: 256, 119: a..b, 2: [1, 2]}
                  |                                                             ^
                profile.yaml:7:79: error BU1105: DHCP option 7: 'a' is not an IPv4 address
                7 |   dhcpOptions: {root-pth: /a, 6: 10.0.0.53, 300: x, 17: /a, root-path: /b, 7: [a], 43: ab, 19: yes, 23: 256, 119: a..b, 2: [1, 2]}
                  |                                                                               ^
                profile.yaml:7:88: error BU1105: DHCP option 43: 'ab' is not bytes like 0x0a1b
                7 |   dhcpOptions: {root-pth: /a, 6: 10.0.0.53, 300: x, 17: /a, root-path: /b, 7: [a], 43: ab, 19: yes, 23: 256, 119: a..b, 2: [1, 2]}
                  |                                                                                        ^
                profile.yaml:7:96: error BU1105: DHCP option 19: 'yes' is not true or false
                7 |   dhcpOptions: {root-pth: /a, 6: 10.0.0.53, 300: x, 17: /a, root-path: /b, 7: [a], 43: ab, 19: yes, 23: 256, 119: a..b, 2: [1, 2]}
                  |                                                                                                ^
                profile.yaml:7:105: error BU1105: DHCP option 23: '256' is not a number from 0 to 255
                7 |   dhcpOptions: {root-pth: /a, 6: 10.0.0.53, 300: x, 17: /a, root-path: /b, 7: [a], 43: ab, 19: yes, 23: 256, 119: a..b, 2: [1, 2]}
                  |                                                                                                         ^
                profile.yaml:7:115: error BU1105: DHCP option 119: 'a..b' is not a domain name
                7 |   dhcpOptions: {root-pth: /a, 6: 10.0.0.53, 300: x, 17: /a, root-path: /b, 7: [a], 43: ab, 19: yes, 23: 256, 119: a..b, 2: [1, 2]}
                  |                                                                                                                   ^
                profile.yaml:7:124: error BU1105: DHCP option 2: it is one value and no list
                7 |   dhcpOptions: {root-pth: /a, 6: 10.0.0.53, 300: x, 17: /a, root-path: /b, 7: [a], 43: ab, 19: yes, 23: 256, 119: a..b, 2: [1, 2]}
                  |                                                                                                                            ^\
                """,
                problems(
                        "root-pth: /a, 6: 10.0.0.53, 300: x, 17: /a, root-path: /b, 7: [a], 43: ab,"
                                + " 19: yes, 23: 256, 119: a..b, 2: [1, 2]"));
    }

    @Test
    void anEmptyListAndOddTextAreNoValues() {
        List<String> said =
                problems("7: [], 17: ä").lines().filter(l -> l.startsWith("profile")).toList();
        assertEquals(
                List.of(
                        "profile.yaml:7:20: error BU1105: DHCP option 7: the list is empty",
                        "profile.yaml:7:28: error BU1105: DHCP option 17: 'ä' is not text in ASCII"),
                said);
    }

    @Test
    void theyMustFitIntoAReply() {
        assertEquals(
                """
                profile.yaml:7:16: error BU1106: 'dhcpOptions' holds 256 bytes; 255 fit into a reply that every client takes\
                """,
                problems("17: '" + "x".repeat(128) + "', 226: '" + "x".repeat(128) + "'")
                        .lines()
                        .findFirst()
                        .orElseThrow());
    }
}
