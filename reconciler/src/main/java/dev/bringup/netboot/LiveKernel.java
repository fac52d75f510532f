package dev.bringup.netboot;

import dev.bringup.model.Image.Asset;
import dev.bringup.model.Image.Boot.Live;
import dev.bringup.model.Image.Fill;
import dev.bringup.model.MachineSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The kernel of an image that runs from memory, and what it is told: `config` is the folder of the
/// payload's files, `log` is host and port for what it logs, `urls` says where a machine gets a
/// file.
record LiveKernel(
        MachineSpec machine,
        Live live,
        String config,
        Optional<String> log,
        Function<Asset, String> urls) {

    String kernel() {
        return urls.apply(live.kernel());
    }

    List<String> initrds() {
        return live.initrds().stream().map(urls).toList();
    }

    /// The image's own, where the payload is unless the image said so, then the profile's and the
    /// machine's.
    List<String> arguments() {
        List<String> all = new ArrayList<>(live.args());
        if (all.stream().noneMatch(arg -> arg.contains(Fill.CONFIG_URL.text()))) {
            all.addAll(payload());
        }
        all.addAll(machine.install().kernelArgs());
        log.ifPresent(to -> all.addAll(logging(to, all)));
        return all.stream().map(this::filled).toList();
    }

    private String filled(String arg) {
        String text = arg.replace(Fill.CONFIG_URL.text(), config);
        return live.rootfs().isEmpty()
                ? text
                : text.replace(Fill.ROOTFS_URL.text(), urls.apply(live.rootfs().get()));
    }

    /// Where the distributions' installers log to, unless an argument says so already.
    private List<String> logging(String to, List<String> known) {
        int colon = to.lastIndexOf(':');
        List<String> all =
                switch (machine.install().payload().kind()) {
                    case KICKSTART -> List.of("inst.syslog=" + to);
                    case PRESEED ->
                            List.of(
                                    "log_host=" + to.substring(0, colon),
                                    "log_port=" + to.substring(colon + 1));
                    case AUTOINSTALL, CLOUD_INIT, IGNITION, SCRIPT, TALOS -> List.of();
                };
        return all.stream()
                .filter(ours -> known.stream().noneMatch(arg -> named(arg).equals(named(ours))))
                .toList();
    }

    private static String named(String argument) {
        return argument.split("=", 2)[0];
    }

    private List<String> payload() {
        String url = Fill.CONFIG_URL.text();
        return switch (machine.install().payload().kind()) {
            case CLOUD_INIT -> List.of("ds=nocloud-net;s=" + url);
            case IGNITION ->
                    List.of(
                            "ignition.firstboot",
                            "ignition.platform.id=metal",
                            "ignition.config.url=" + url + "config.ign");
            case SCRIPT -> List.of("bringup.config=" + url);
            // Its image is for a disk; that is said where the profile is read.
            case TALOS -> List.of();
            case KICKSTART -> List.of("inst.ks=" + url + "ks.cfg");
            case PRESEED -> List.of("auto=true", "priority=critical", "url=" + url + "preseed.cfg");
            case AUTOINSTALL -> List.of("autoinstall", "ds=nocloud-net;s=" + url);
        };
    }
}
