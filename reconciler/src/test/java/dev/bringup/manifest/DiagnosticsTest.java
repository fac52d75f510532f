package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each thing that can be wrong, and the whole text that an operator reads about it.
class DiagnosticsTest {

    private static Arguments wrong(String name, String from, String to, String expected) {
        return Arguments.of(name, from, to, expected.strip());
    }

    static Stream<Arguments> machines() {
        return Stream.of(
                wrong(
                        "a misspelt field",
                        "profile: worker",
                        "profil: worker",
                        """
                        machine.yaml:6:3: error BU1102: 'profile' is missing in 'spec'
                        6 |   macAddress: 52:54:00:11:22:33
                          |   ^
                          = help: The name of a Profile. (for example worker)
                        machine.yaml:8:3: error BU1101: unknown field 'profil' in 'spec'
                        8 |   profil: worker
                          |   ^
                          = help: did you mean 'profile'?
                        """),
                wrong(
                        "no MAC",
                        "52:54:00:11:22:33",
                        "52:54:00:11:22",
                        """
                        machine.yaml:6:15: error BU1105: 'spec.macAddress': '52:54:00:11:22' is not a MAC address
                        6 |   macAddress: 52:54:00:11:22
                          |               ^
                          = help: for example 52:54:00:32:0d:b8
                        """),
                wrong(
                        "a field twice",
                        "  ipAddress: 10.0.0.11\n",
                        "  ipAddress: 10.0.0.11\n  ipAddress: 10.0.0.12\n",
                        """
                        machine.yaml:8:3: error BU1006: 'ipAddress' stands here twice
                        8 |   ipAddress: 10.0.0.12
                          |   ^
                          = help: the first one is in line 7
                        """),
                wrong(
                        "both spellings of the MAC",
                        "  profile:",
                        "  macs: [52:54:00:11:22:34]\n  profile:",
                        """
                        machine.yaml:6:3: error BU1107: 'spec' needs exactly one of macAddress, macs
                        6 |   macAddress: 52:54:00:11:22:33
                          |   ^
                          = help: there are 2
                        """),
                wrong(
                        "a state that does not exist",
                        "  profile:",
                        "  state: joined\n  profile:",
                        """
                        machine.yaml:8:10: error BU1104: 'spec.state' is one of Joined, Asleep, Maintenance, Released, not 'joined'
                        8 |   state: joined
                          |          ^
                          = help: did you mean 'Joined'?
                        """),
                wrong(
                        "text where a number belongs",
                        "{wol: {}}",
                        "{wol: {port: '9'}}",
                        """
                        machine.yaml:9:24: error BU1103: 'spec.power[0].wol.port' is a whole number, not '9'
                        9 |   power: [{wol: {port: '9'}}]
                          |                        ^
                          = help: for example 9
                        """),
                wrong(
                        "a number out of range",
                        "{wol: {}}",
                        "{wol: {port: 70000}}",
                        """
                        machine.yaml:9:24: error BU1106: 'spec.power[0].wol.port' is 1 to 65535, not 70000
                        9 |   power: [{wol: {port: 70000}}]
                          |                        ^
                          = help: for example 9
                        """),
                wrong(
                        "a value left out",
                        "profile: worker",
                        "profile:",
                        """
                        machine.yaml:8:11: error BU1109: 'spec.profile' has no value
                        8 |   profile:
                          |           ^
                          = help: for example worker
                        """),
                wrong(
                        "a rung with nothing in it",
                        "[{wol: {}}]",
                        "[wol: ]",
                        """
                        machine.yaml:9:15: error BU1103: 'spec.power[0].wol' is a map, not nothing
                        9 |   power: [wol: ]
                          |               ^
                          = help: write {} for none
                        """),
                wrong(
                        "an unknown profile",
                        "profile: worker",
                        "profile: wroker",
                        """
                        machine.yaml:8:12: error BU1301: there is no Profile 'wroker'
                        8 |   profile: wroker
                          |            ^
                          = help: did you mean 'worker'?
                        """),
                wrong(
                        "an unknown BMC",
                        "{wol: {}}",
                        "{ipmi: {bmc: b1}}",
                        """
                        machine.yaml:9:24: error BU1301: there is no Bmc 'b1'
                        9 |   power: [{ipmi: {bmc: b1}}]
                          |                        ^
                          = help: there are no BMCs
                        """),
                wrong(
                        "an address of another network",
                        "10.0.0.11",
                        "10.0.1.11",
                        """
                        machine.yaml:7:14: error BU1305: 10.0.1.11 is not in the cluster's network 10.0.0.0/24
                        7 |   ipAddress: 10.0.1.11
                          |              ^
                        """),
                wrong(
                        "the gateway's address",
                        "10.0.0.11",
                        "10.0.0.1",
                        """
                        machine.yaml:7:14: error BU1306: 10.0.0.1 is the gateway's
                        7 |   ipAddress: 10.0.0.1
                          |              ^
                        """),
                wrong(
                        "the broadcast address",
                        "10.0.0.11",
                        "10.0.0.255",
                        """
                        machine.yaml:7:14: error BU1306: 10.0.0.255 is the broadcast address of 10.0.0.0/24
                        7 |   ipAddress: 10.0.0.255
                          |              ^
                        """),
                wrong(
                        "a tab",
                        "  profile:",
                        "\tprofile:",
                        """
                        machine.yaml:8:1: error BU1004: a tab indents this line
                        8 |  profile: worker
                          | ^
                          = help: YAML is indented with spaces
                        """),
                wrong(
                        "a tag",
                        "name: node-01",
                        "name: !mine node-01",
                        """
                        machine.yaml:4:9: error BU1008: the tag '!mine' means nothing here
                        4 |   name: !mine node-01
                          |         ^
                          = help: a field's type follows from its name; leave the tag out
                        """),
                wrong(
                        "a tag of Java's",
                        "name: node-01",
                        "name: !!java.lang.String node-01",
                        """
                        machine.yaml:4:9: error BU1005: this is not YAML: Global tag is not allowed: tag:yaml.org,2002:java.lang.String
                        4 |   name: !!java.lang.String node-01
                          |         ^
                        """),
                wrong(
                        "an unclosed bracket",
                        "[{wol: {}}]",
                        "[{wol: {}}",
                        """
                        machine.yaml:10:1: error BU1005: this is not YAML: expected ',' or ']', but got <stream end>
                        10 |\s
                           | ^
                        """),
                wrong(
                        "a character that cannot be seen",
                        "profile: worker",
                        "profile: wor\u0000ker",
                        """
                        machine.yaml:8:15: error BU1003: character U+0000 has no place in a text file
                        8 |   profile: wor\ufffdker
                          |               ^
                          = help: delete it
                        """),
                wrong(
                        "a byte order mark",
                        "apiVersion: bringup.dev/v1",
                        "\ufeffapiVersion: bringup.dev/v1",
                        """
                        machine.yaml:1:1: error BU1002: the file starts with a byte order mark
                        1 | \ufffdapiVersion: bringup.dev/v1
                          | ^
                          = help: save it as UTF-8 without one
                        """),
                wrong(
                        "a kind that does not exist",
                        "kind: Machine",
                        "kind: Machin",
                        """
                        machine.yaml:2:7: error BU1108: there is no kind 'Machin'
                        2 | kind: Machin
                          |       ^
                          = help: did you mean 'Machine'?
                        """),
                wrong(
                        "another API's version",
                        "bringup.dev/v1",
                        "v1",
                        """
                        machine.yaml:1:13: error BU1104: 'apiVersion' is 'bringup.dev/v1', not 'v1'
                        1 | apiVersion: v1
                          |             ^
                        """),
                wrong(
                        "a label that Kubernetes would refuse",
                        "  profile:",
                        "  labels: {a/b/c: x}\n  profile:",
                        """
                        machine.yaml:8:12: error BU1105: 'a/b/c' is not a label's key
                        8 |   labels: {a/b/c: x}
                          |            ^
                        """));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("machines")
    void aMachineThatIsWrongSaysWhere(String name, String from, String to, String expected) {
        assertEquals(
                expected.stripTrailing(),
                Repo.problems(Repo.with("machine.yaml", Repo.MACHINE.replace(from, to))).strip());
    }

    @Test
    void oneBadFileHidesNothingOfTheOthers() {
        SortedMap<String, byte[]> files =
                Repo.with("image.yaml", Repo.IMAGE.replace("spec:", "spec: ["));
        files.put("machine.yaml", Repo.bytes(Repo.MACHINE.replace("ipAddress", "ipAdress")));

        assertEquals(
                """
                image.yaml:6:8: error BU1005: this is not YAML: expected ',' or ']', but got :
                6 |     url: os-1.img
                  |        ^
                machine.yaml:6:3: error BU1102: 'ipAddress' is missing in 'spec'
                6 |   macAddress: 52:54:00:11:22:33
                  |   ^
                  = help: Its address in the cluster's network. (for example 172.16.16.3)
                machine.yaml:7:3: error BU1101: unknown field 'ipAdress' in 'spec'
                7 |   ipAdress: 10.0.0.11
                  |   ^
                  = help: did you mean 'ipAddress'?\
                """,
                Repo.problems(files));
    }

    @Test
    void whatIsThereTwiceNamesTheOther() {
        SortedMap<String, byte[]> files = Repo.good();
        files.put("z/copy.yaml", Repo.bytes(Repo.MACHINE));
        files.put("z/second.yaml", Repo.bytes(Repo.CLUSTER));

        assertEquals(
                """
                z/copy.yaml:4:9: error BU1302: there is another Machine 'node-01'
                4 |   name: node-01
                  |         ^
                  = help: the first one is at machine.yaml:4:9
                z/copy.yaml:6:15: error BU1303: 52:54:00:11:22:33 already belongs to this machine
                6 |   macAddress: 52:54:00:11:22:33
                  |               ^
                z/copy.yaml:7:14: error BU1304: 10.0.0.11 already belongs to this machine
                7 |   ipAddress: 10.0.0.11
                  |              ^
                z/second.yaml:3:18: error BU1308: this is a second Cluster, 'lab'
                3 | metadata: {name: lab}
                  |                  ^
                  = help: the first one is at cluster.yaml:3:18; give each cluster a folder, and say which with --path\
                """,
                Repo.problems(files));
    }

    @Test
    void aRepositoryWithoutAClusterSaysSo() {
        SortedMap<String, byte[]> files = Repo.good();
        files.remove("cluster.yaml");

        assertEquals(
                """
                image.yaml:1:1: error BU1307: no file here declares a Cluster
                1 | apiVersion: bringup.dev/v1
                  | ^
                  = help: a state repository has exactly one, usually in cluster.yaml\
                """,
                Repo.problems(files));
    }

    @Test
    void aTemplateThatIsNotThereIsFoundNow() {
        assertEquals(
                """
                profile.yaml:6:24: error BU1309: there is no file 'wroker.j2' in this repository
                6 |   payload: {cloudInit: wroker.j2}
                  |                        ^
                  = help: did you mean 'worker.j2'?\
                """,
                Repo.problems(
                        Repo.with("profile.yaml", Repo.PROFILE.replace("worker.j2", "wroker.j2"))));
    }

    @Test
    void aBombOfAliasesIsRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            String alias = "*a" + (i - 1);
            bomb.append(
                    "a%d: &a%d [%s]\n"
                            .formatted(
                                    i,
                                    i,
                                    String.join(", ", java.util.Collections.nCopies(10, alias))));
        }

        assertEquals(
                """
                bomb.yaml:1:1: error BU1007: with its aliases written out the file has too many values
                1 | a0: &a0 [x, x, x, x, x, x, x, x, x, x]
                  | ^\
                """,
                Repo.problems(Repo.with("bomb.yaml", bomb.toString())));
    }

    @Test
    void bytesThatAreNoTextHaveAPlace() {
        SortedMap<String, byte[]> files = Repo.good();
        files.put("latin.yaml", new byte[] {'a', ':', ' ', '"', (byte) 0xe4, '"', '\n'});
        files.put("wide.yaml", new byte[] {(byte) 0xff, (byte) 0xfe, 'a', 0});

        assertEquals(
                """
                latin.yaml:1:5: error BU1001: a byte here is not UTF-8
                1 | a: "
                  |     ^
                  = help: save the file as UTF-8
                wide.yaml:1:1: error BU1001: the file is UTF-16
                1 |\s
                  | ^
                  = help: save it as UTF-8\
                """,
                Repo.problems(files));
    }
}
