package dev.bringup.netboot;

import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Image;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Match;
import dev.bringup.model.Permit;
import dev.bringup.model.PermitId;
import dev.bringup.port.BootDesk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// For boot loaders that fetch everything by TFTP, and their configuration first: what they are
/// told is what the desk says to iPXE. `blocking` runs what may touch a disk.
record Loaders(BootDesk desk, Path assets, Ip4 us, Here here, Executor blocking) {

    private static final String ROOT = "/assets/";
    private static final long UNTIL_FETCHED_SECONDS = 30;

    /// Answers with a text, or with nothing where there is none for this answer.
    void ask(LoaderFile file, Mac mac, Ip4 from, Consumer<Optional<String>> told) {
        BootRequest.Script question =
                new BootRequest.Script(
                        mac,
                        from,
                        Optional.empty(),
                        Optional.empty(),
                        Match.Box.of(Optional.empty(), Optional.empty()));
        desk.ask(
                question,
                answer -> blocking.execute(() -> told.accept(text(file.style(), mac, answer))));
    }

    private Optional<String> text(LoaderFile.Style style, Mac mac, BootAnswer answer) {
        return order(mac, answer).map(order -> new LoaderScript(mac, us).text(style, order));
    }

    private Optional<LoaderOrder> order(Mac mac, BootAnswer answer) {
        IpxeScript script = new IpxeScript(mac, here);
        return switch (answer) {
            case BootAnswer.StartInstaller(MachineSpec machine, Permit permit) ->
                    Optional.of(
                            installer(
                                    "installs " + machine.id(),
                                    script.installing(machine, permit)));
            case BootAnswer.Inspect(PermitId ticket) ->
                    Optional.of(
                            installer(
                                    "looks at this machine, and changes nothing",
                                    script.inspecting(ticket)));
            case BootAnswer.StartLive(MachineSpec machine, Permit permit) ->
                    machine.install().image().boot() instanceof Image.Boot.Live live
                            ? Optional.of(live(mac, machine, live, permit))
                            : Optional.empty();
            case BootAnswer.LocalDisk(String because) ->
                    Optional.of(new LoaderOrder.OwnDisk(because));
            case BootAnswer.Wait(Duration time, String because) ->
                    Optional.of(new LoaderOrder.Wait(Math.max(1, time.toSeconds()), because));
            case BootAnswer.Refused _,
                    BootAnswer.Noted _,
                    BootAnswer.Write _,
                    BootAnswer.Wipe _,
                    BootAnswer.PowerDown _,
                    BootAnswer.Reseed _,
                    BootAnswer.Serve _,
                    BootAnswer.JoinWith _ ->
                    Optional.empty();
        };
    }

    private static LoaderOrder installer(String title, List<String> arguments) {
        return new LoaderOrder.Start(
                title, ROOT + "installer/vmlinuz", List.of(ROOT + "installer/initrd"), arguments);
    }

    /// A machine is sent for no file that is not here.
    private LoaderOrder live(Mac mac, MachineSpec machine, Image.Boot.Live live, Permit permit) {
        AssetStore store = new AssetStore(assets);
        List<Image.Asset> missing =
                machine.install().image().assets().stream()
                        .filter(asset -> !Files.isReadable(store.file(asset)))
                        .toList();
        if (!missing.isEmpty()) {
            return new LoaderOrder.Wait(
                    UNTIL_FETCHED_SECONDS,
                    "image %s is not among the assets; bringup fetch brings it"
                            .formatted(machine.install().image().name()));
        }
        LiveKernel kernel =
                new LiveKernel(
                        machine,
                        live,
                        BootReply.config(permit, here.http()),
                        here.log(),
                        asset -> AssetStore.ours(asset, here.http()));
        int host = ("http://" + here.http()).length();
        return new LoaderOrder.Start(
                "starts %s from memory".formatted(machine.id()),
                kernel.kernel().substring(host),
                kernel.initrds().stream().map(url -> url.substring(host)).toList(),
                new IpxeScript(mac, here).booting(kernel.arguments()));
    }
}
