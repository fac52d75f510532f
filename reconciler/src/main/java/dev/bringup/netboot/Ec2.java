package dev.bringup.netboot;

import dev.bringup.model.BootAnswer;
import dev.bringup.model.MachineSpec;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A cloud-init payload in the shape in which clouds serve it: a tree of small texts below a
/// version, for systems that look for nothing else.
final class Ec2 {

    /// What stands for any version that is asked for; there is only one.
    static final String ROOT = "latest";

    private static final String META = ROOT + "/meta-data/";

    private static final String VERSION = ROOT + "|[0-9]{4}-[0-9]{2}-[0-9]{2}";

    private Ec2() {}

    static boolean isVersion(String text) {
        return text.matches(VERSION);
    }

    /// The file of the payload that is meant, if it is one.
    static Optional<String> payload(String file) {
        return file.equals(ROOT + "/user-data") || file.equals(ROOT + "/vendor-data")
                ? Optional.of(file.substring(ROOT.length() + 1))
                : Optional.empty();
    }

    /// What is said of the machine itself. A folder is the list of what is in it.
    static Optional<String> about(String file, BootAnswer.Serve serve) {
        if (file.equals(ROOT) || file.equals(ROOT + "/")) {
            return Optional.of("meta-data/\nuser-data\n");
        }
        if (!(file + "/").startsWith(META)) {
            return Optional.empty();
        }
        Map<String, String> facts = facts(serve);
        String name = file.equals(ROOT + "/meta-data") ? "" : file.substring(META.length());
        return name.isEmpty()
                ? Optional.of(String.join("\n", facts.keySet()) + "\n")
                : Optional.ofNullable(facts.get(name));
    }

    private static Map<String, String> facts(BootAnswer.Serve serve) {
        MachineSpec machine = serve.machine();
        String name = machine.id().name();
        return new TreeMap<>(
                Map.of(
                        "hostname",
                        name,
                        "instance-id",
                        name + "-" + serve.permit().attempt(),
                        "local-hostname",
                        name,
                        "local-ipv4",
                        machine.address().toString(),
                        "mac",
                        machine.mac().text()));
    }
}
