package dev.bringup.power;

import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;

/// Power of virtual machines, by virsh on the host that runs them. virsh has no command for the
/// boot device: the order in the domain's own definition stands.
public final class LibvirtPower {

    /// Runs a command on the host. Never throws: whatever happens is a reply.
    public interface Remote {
        Reply run(Rung.Libvirt host, String command, Duration deadline);
    }

    /// What came of it.
    public sealed interface Reply {

        record Exited(int status, String output, String errors) implements Reply {}

        /// The host says nothing, or not in time.
        record Silent(String because) implements Reply {}

        /// It does not let us in, or it is another one.
        record Refused(String because) implements Reply {}
    }

    /// `call` bounds one command, `settle` the wait for a change to be seen, `grace` how long an
    /// operating system may take to shut down, `poll` the time between two looks.
    public record Timing(Duration call, Duration settle, Duration grace, Duration poll) {
        public static final Timing USUAL =
                new Timing(
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(1));
    }

    private static final int NOT_FOUND = 127;

    private final Remote remote;
    private final InstantSource clock;
    private final Timing timing;

    public LibvirtPower(Remote remote, InstantSource clock, Timing timing) {
        this.remote = remote;
        this.clock = clock;
        this.timing = timing;
    }

    Controller of(Rung.Libvirt domain) {
        return new Controller() {
            @Override
            public Power status() throws Unable {
                return LibvirtPower.this.status(domain);
            }

            @Override
            public void apply(Ladder.Verb verb, Ladder.NextBoot next) throws Unable {
                LibvirtPower.this.apply(domain, verb);
            }

            @Override
            public void confirm(Power wanted) throws Unable {
                await(domain, wanted, wanted == Power.ON ? timing.settle() : timing.grace());
            }
        };
    }

    private Power status(Rung.Libvirt domain) throws Unable {
        String state = virsh(domain, "domstate").strip();
        return switch (state) {
            case "shut off", "crashed" -> Power.OFF;
            case "running", "idle", "paused", "in shutdown", "pmsuspended" -> Power.ON;
            default ->
                    throw new Unable(
                            "%s: virsh says that its state is '%s'".formatted(name(domain), state),
                            Unable.Cure.TIME);
        };
    }

    private void apply(Rung.Libvirt domain, Ladder.Verb verb) throws Unable {
        Power now = status(domain);
        switch (verb) {
            case ON -> {
                if (now == Power.OFF) {
                    start(domain);
                }
            }
            // A reset would go on with the definition of before; a new start reads it again.
            case CYCLE -> {
                if (now == Power.ON) {
                    destroy(domain);
                }
                start(domain);
            }
            case OFF -> {
                if (now == Power.ON) {
                    off(domain);
                }
            }
        }
    }

    private void start(Rung.Libvirt domain) throws Unable {
        String _ = virsh(domain, "start");
        await(domain, Power.ON, timing.settle());
    }

    private void destroy(Rung.Libvirt domain) throws Unable {
        String _ = virsh(domain, "destroy");
        await(domain, Power.OFF, timing.settle());
    }

    /// It is asked to shut itself down, and cut off when it does not.
    private void off(Rung.Libvirt domain) throws Unable {
        String _ = virsh(domain, "shutdown");
        try {
            await(domain, Power.OFF, timing.grace());
        } catch (Unable late) {
            if (late.cure() != Unable.Cure.TIME) {
                throw late;
            }
            destroy(domain);
        }
    }

    private void await(Rung.Libvirt domain, Power wanted, Duration patience) throws Unable {
        new Settling(clock, timing.poll())
                .until(
                        wanted,
                        patience,
                        () -> status(domain),
                        late -> name(domain) + " is " + late);
    }

    private static String name(Rung.Libvirt domain) {
        return "domain %s on %s".formatted(domain.domain(), domain.address());
    }

    /// What goes into the command fits the schema's patterns: nothing that a shell would read.
    private String virsh(Rung.Libvirt domain, String command) throws Unable {
        String line =
                "LC_ALL=C virsh -q -c '%s' %s '%s'"
                        .formatted(domain.connect(), command, domain.domain());
        return switch (remote.run(domain, line, timing.call())) {
            case Reply.Exited(int status, String output, String errors) -> {
                if (status != 0) {
                    throw failed(domain, command, status, errors.strip());
                }
                yield output;
            }
            case Reply.Silent(String because) -> throw new Unable(because, Unable.Cure.SILENCE);
            case Reply.Refused(String because) -> throw new Unable(because, Unable.Cure.HUMAN);
        };
    }

    private static Unable failed(Rung.Libvirt domain, String command, int status, String said) {
        if (status == NOT_FOUND) {
            return new Unable("there is no virsh on " + domain.address(), Unable.Cure.HUMAN);
        }
        boolean unknown = said.toLowerCase(Locale.ROOT).contains("failed to get domain");
        return new Unable(
                "%s: virsh %s: %s"
                        .formatted(
                                name(domain),
                                command,
                                said.isEmpty() ? "exit status " + status : said),
                unknown ? Unable.Cure.HUMAN : Unable.Cure.TIME);
    }
}
