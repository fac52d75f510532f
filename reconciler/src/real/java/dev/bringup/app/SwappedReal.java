package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.lab.machine.Disk;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A box answers in the place of the machine that Git describes: nothing is written to its disk,
/// and it is said why. When Git describes it as it is, it joins.
@Timeout(180)
class SwappedReal {

    private static final String FILE = "machines/node-04.yaml";

    private LabBench lab;

    @Test
    void aSwappedBoxIsNotTakenForItsMachine(@TempDir Path folder) throws Exception {
        lab = new LabBench(folder.resolve("lab"), 10);
        try (Operator ann = new Operator(lab.home.repository(), folder.resolve("clone"))) {
            String machine =
                    ann.read("machines/node-03.yaml")
                            .replace("node-03", "node-04")
                            .replace("    - ipmi: {bmc: bmc-03}\n", "")
                            .replace("52:54:00:77:00:03", "52:54:00:77:00:04")
                            .replace("127.77.1.3", "127.77.1.4");
            ann.push(FILE, matching(machine, "vendor: \"Acme*\""), "Add node-04, an Acme");
            lab.await(
                    List.of(
                            "R12",
                            "disputed: the vendor of the box is \"Bringup\", and match.vendor is"
                                    + " \"Acme*\""),
                    this::holds);
            lab.await(new Disk.Blank(), () -> lab.machine(4).disk());

            ann.push(FILE, matching(machine, "vendor: Bringup, minCpus: 64"), "It is a large one");
            lab.await(
                    List.of("R12", "disputed: the box has 4 processors, and match.minCpus is 64"),
                    this::holds);
            lab.await(new Disk.Blank(), () -> lab.machine(4).disk());

            ann.push(
                    FILE,
                    matching(machine, "vendor: Bringup, product: virtual*, minMemory: 8Gi"),
                    "It is what it is");
            lab.await(Optional.of("ready"), () -> Optional.ofNullable(lab.states().get("node-04")));
        } finally {
            lab.close();
        }
    }

    private static String matching(String machine, String match) {
        return machine.stripTrailing() + "\n  match: {" + match + "}\n";
    }

    private List<String> holds() {
        for (JsonNode machine : lab.get("/api/v1/machines")) {
            if (machine.path("name").asText().equals("node-04")) {
                JsonNode held = machine.at("/outlook/held");
                return List.of(held.path("rail").asText(), held.path("because").asText());
            }
        }
        return List.of();
    }
}
