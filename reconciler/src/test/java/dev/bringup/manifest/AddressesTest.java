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
    void networksOfPodsAndServicesLieApart() {
        SortedMap<String, byte[]> files = Repo.good();
        files.put(
                "cluster.yaml",
                Repo.bytes(
                        Repo.CLUSTER.replace(
                                "1.36.2}",
                                "1.36.2, podCidr: 10.0.0.0/16, serviceCidr: 10.0.0.0/8}")));

        assertEquals(
                """
                cluster.yaml:5:42: error BU1321: podCidr 10.0.0.0/16 and the machines' 10.0.0.0/24 have addresses in common
                5 |   kubernetes: {version: 1.36.2, podCidr: 10.0.0.0/16, serviceCidr: 10.0.0.0/8}
                  |                                          ^
                  = help: machines, pods and services each need networks of their own
                cluster.yaml:5:68: error BU1321: serviceCidr 10.0.0.0/8 and podCidr 10.0.0.0/16 have addresses in common
                5 |   kubernetes: {version: 1.36.2, podCidr: 10.0.0.0/16, serviceCidr: 10.0.0.0/8}
                  |                                                                    ^
                  = help: machines, pods and services each need networks of their own
                cluster.yaml:5:68: error BU1321: serviceCidr 10.0.0.0/8 and the machines' 10.0.0.0/24 have addresses in common
                5 |   kubernetes: {version: 1.36.2, podCidr: 10.0.0.0/16, serviceCidr: 10.0.0.0/8}
                  |                                                                    ^
                  = help: machines, pods and services each need networks of their own\
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
