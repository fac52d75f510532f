package dev.bringup.app;

import dev.bringup.cli.DoctorOptions;
import dev.bringup.cli.Exit;
import dev.bringup.cli.LogFormat;
import dev.bringup.cli.Output;
import dev.bringup.cli.Program.Failure;
import dev.bringup.model.Desired;
import dev.bringup.netboot.OtherServers;
import dev.bringup.port.Tally;
import dev.bringup.power.Ladder;
import dev.bringup.power.WakeOnLan;
import dev.bringup.secrets.Mask;
import dev.bringup.secrets.Secrets;
import dev.bringup.ssh.Ssh;
import dev.bringup.view.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import dev.bringup.model.SecretRef;

/// `bringup doctor`: looks at everything that `bringup run` will need.
record Doctor(DoctorOptions options, PrintStream out, InstantSource clock, SecureRandom random) {

    /// Servers that ping an address before they offer it take that long.
    private static final Duration OFFERS = Duration.ofSeconds(4);

    int run() throws Failure {
        Settings settings = Settings.of(options.run);
        Logs.toStandardError(LogFormat.TEXT);
        List<Finding> all = new ArrayList<>(new HostCheck(settings, Path.of("/")).all());
        all.addAll(new RunningCheck(settings).all());
        Path scratch = scratch();
        try {
            WorldCheck world = new WorldCheck(settings, ladder(settings), clock, scratch);
            all.add(world.kubernetes(random));
            Optional<Desired> desired = world.repository(all);
            if (desired.isPresent()) {
                all.add(world.address(desired.get()));
                all.addAll(segment(world, settings, desired.get()));
                all.addAll(world.power(desired.get()));
                all.addAll(WorldCheck.lacking(world.ladder(), desired.get()));
            }
        } finally {
            Lab.remove(scratch);
        }
        tell(all);
        boolean broken = all.stream().anyMatch(f -> f.state() == Finding.State.BROKEN);
        return broken ? Exit.WORLD_UNREACHABLE : Exit.FINE;
    }

    private List<Finding> segment(WorldCheck world, Settings settings, Desired desired) {
        List<Finding> all = new ArrayList<>();
        for (OtherServers others : OtherServers.on(settings.netboot())) {
            all.addAll(segment(world, others, desired));
        }
        return all;
    }

    private List<Finding> segment(WorldCheck world, OtherServers others, Desired desired) {
        try {
            return world.otherDhcp(desired, others.offers(random.nextLong(), OFFERS));
        } catch (IOException | IllegalStateException e) {
            return List.of(
                    Finding.warning(
                            "other DHCP",
                            "nobody could be asked: " + e.getMessage(),
                            "run as root, or stop the DHCP client on that interface"));
        }
    }

    private Ladder ladder(Settings settings) {
        Secrets secrets =
                new Secrets(
                        settings.secrets(),
                        System.getenv(),
                        settings.ageIdentity(),
                        _ -> Optional.empty(),
                        new Mask());
        Function<SecretRef, Optional<String>> known = ref -> secrets.known(ref, _ -> {});
        return new PowerParts(
                        known,
                        random,
                        clock,
                        WakeOnLan.once(known),
                        new Hypervisors(new Ssh(Thread::startVirtualThread), known),
                        settings.dataDir().resolve("power"))
                .ladder(
                        (_, _, _) -> Optional.of("a doctor changes nothing"),
                        (_, _) -> {},
                        Tally.NONE);
    }

    private static Path scratch() throws Failure {
        try {
            return Files.createTempDirectory("bringup-doctor");
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot make a temporary folder");
        }
    }

    private void tell(List<Finding> all) {
        if (options.output == Output.JSON) {
            out.println(Json.of(all));
            return;
        }
        for (Finding finding : all) {
            String state = finding.state().name().toLowerCase(Locale.ROOT);
            out.printf("%-8s %-15s %s%n", state, finding.about(), finding.sentence());
            if (!finding.remedy().isEmpty()) {
                out.printf("%24s -> %s%n", "", finding.remedy());
            }
        }
    }
}
