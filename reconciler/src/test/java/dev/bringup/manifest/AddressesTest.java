package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class AddressesTest {

    @Test
    void addressesThatCannotBe() {
        SortedMap<String, byte[]> files = LintTest.two();
        files.put(
                "cluster.yaml",
                Repo.bytes(
                        Repo.CLUSTER.replace(
                                "gateway: 10.0.0.1}",
                                "pool: 10.0.0.12-10.0.1.9, routes: [{to: 10.8.0.0/16, via: 10.9.0.1}]}")));

        assertEquals(
                """
                cluster.yaml:6:38: error BU1305: 10.0.1.9 is not in the network 10.0.0.0/24
                6 |   network: {cidr: 10.0.0.0/24, pool: 10.0.0.12-10.0.1.9, routes: [{to: 10.8.0.0/16, via: 10.9.0.1}]}
                  |                                      ^
                cluster.yaml:6:90: error BU1305: 10.9.0.1 is not in the network 10.0.0.0/24
                6 |   network: {cidr: 10.0.0.0/24, pool: 10.0.0.12-10.0.1.9, routes: [{to: 10.8.0.0/16, via: 10.9.0.1}]}
                  |                                                                                          ^
                second.yaml:7:14: error BU1311: 10.0.0.12 is in the pool for strangers, 10.0.0.12-10.0.1.9
                7 |   ipAddress: 10.0.0.12
                  |              ^
                  = help: take one outside it, or make network.pool smaller\
                """,
                Repo.problems(files));
    }

    @Test
    void networksThatCannotBe() {
        SortedMap<String, byte[]> files = LintTest.two();
        files.put(
                "cluster.yaml",
                Repo.bytes(
                        Repo.CLUSTER.replace(
                                "gateway: 10.0.0.1}",
                                "relays: [10.6.0.1], subnets: [{cidr: 10.0.0.8/29, pool: 10.0.1.1-10.0.1.2}]}")));
        files.put(
                "second.yaml",
                Repo.bytes(Repo.text(files, "second.yaml").replace("10.0.0.12", "10.7.0.12")));

        assertEquals(
                """
                cluster.yaml:6:41: error BU1305: 10.6.0.1 is in none of the cluster's networks 10.0.0.0/24, 10.0.0.8/29
                6 |   network: {cidr: 10.0.0.0/24, relays: [10.6.0.1], subnets: [{cidr: 10.0.0.8/29, pool: 10.0.1.1-10.0.1.2}]}
                  |                                         ^
                cluster.yaml:6:69: error BU1318: 10.0.0.8/29 and 10.0.0.0/24 have addresses in common
                6 |   network: {cidr: 10.0.0.0/24, relays: [10.6.0.1], subnets: [{cidr: 10.0.0.8/29, pool: 10.0.1.1-10.0.1.2}]}
                  |                                                                     ^
                cluster.yaml:6:88: error BU1305: 10.0.1.1 is not in the network 10.0.0.8/29
                6 |   network: {cidr: 10.0.0.0/24, relays: [10.6.0.1], subnets: [{cidr: 10.0.0.8/29, pool: 10.0.1.1-10.0.1.2}]}
                  |                                                                                        ^
                cluster.yaml:6:88: error BU1305: 10.0.1.2 is not in the network 10.0.0.8/29
                6 |   network: {cidr: 10.0.0.0/24, relays: [10.6.0.1], subnets: [{cidr: 10.0.0.8/29, pool: 10.0.1.1-10.0.1.2}]}
                  |                                                                                        ^
                second.yaml:7:14: error BU1305: 10.7.0.12 is in none of the cluster's networks 10.0.0.0/24, 10.0.0.8/29
                7 |   ipAddress: 10.7.0.12
                  |              ^\
                """,
                Repo.problems(files));
    }
}
