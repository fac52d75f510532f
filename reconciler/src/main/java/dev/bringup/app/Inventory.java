package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.InventoryOptions;
import dev.bringup.cli.Program.Failure;
import dev.bringup.manifest.Manifests;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.view.Json;
import dev.bringup.view.Words;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// `bringup inventory`: the protocol of Ansible's inventory scripts.
record Inventory(InventoryOptions options, PrintStream out) {

    int run() throws Failure {
        Validation found = Validation.of(options.path);
        Desired desired =
                found.desired()
                        .orElseThrow(() ->
                                new Failure(
                                        Exit.WRONG_INPUT,
                                        "the repository does not load\n"
                                                + Diagnostic.render(found.problems())));
        out.println(Json.of(options.asked.list ? all(desired) : one(desired, options.asked.host)));
        return Exit.FINE;
    }

    /// With the variables of all of them, so that Ansible does not ask for each.
    private static Map<String, Object> all(Desired desired) {
        Map<String, List<String>> groups = new TreeMap<>();
        Map<String, Object> variables = new TreeMap<>();
        for (MachineSpec machine : desired.machines().values()) {
            variables.put(machine.id().name(), variables(desired, machine));
            for (String group : groups(machine)) {
                groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(machine.id().name());
            }
        }
        Map<String, Object> answer = new TreeMap<>();
        groups.forEach((group, hosts) -> answer.put(group, Map.of("hosts", hosts)));
        answer.put("all", Map.of("hosts", List.copyOf(variables.keySet())));
        answer.put("_meta", Map.of("hostvars", variables));
        return answer;
    }

    private static Map<String, Object> one(Desired desired, String name) throws Failure {
        List<String> names = desired.machines().keySet().stream().map(MachineId::name).toList();
        if (!names.contains(name)) {
            throw new Failure(
                    Exit.WRONG_INPUT,
                    "there is no machine '%s'%s"
                            .formatted(
                                    name,
                                    Manifests.suggestion(name, names, "machines")
                                            .map(hint -> "; " + hint)
                                            .orElse("")));
        }
        return variables(desired, desired.machine(new MachineId(name)).orElseThrow());
    }

    private static List<String> groups(MachineSpec machine) {
        List<String> groups = new ArrayList<>();
        groups.add(group("profile", machine.profile()));
        groups.add(group("role", Words.camel(machine.node().role().name())));
        groups.add(group("state", machine.intent().state().name().toLowerCase(Locale.ROOT)));
        machine.hardware().rack().ifPresent(rack -> groups.add(group("rack", rack)));
        machine.node().labels().forEach((key, value) -> groups.add(group("label_" + key, value)));
        return groups;
    }

    /// Ansible takes letters, digits and underscores.
    private static String group(String kind, String value) {
        return (kind + (value.isEmpty() ? "" : "_" + value)).replaceAll("[^A-Za-z0-9_]", "_");
    }

    private static Map<String, Object> variables(Desired desired, MachineSpec machine) {
        Map<String, Object> all = new TreeMap<>();
        all.put("ansible_host", machine.address().toString());
        all.put("ansible_user", desired.cluster().ssh().user());
        all.put("bringup_mac", machine.mac().text());
        all.put("bringup_profile", machine.profile());
        all.put("bringup_image", machine.install().image().name());
        all.put("bringup_labels", machine.node().labels());
        machine.hardware().rack().ifPresent(rack -> all.put("bringup_rack", rack));
        return all;
    }
}
