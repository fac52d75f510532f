package dev.bringup.power;

import dev.bringup.model.Mac;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import dev.bringup.model.Sighting;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Switches machines on by magic packets. One packet is easily lost and nothing acknowledges it, so
/// it is sent again and again, each time after twice as long, until the machine shows itself.
public final class WakeOnLan {

    /// `pause` is the time before the first repetition.
    public record Timing(Duration pause, int packets) {
        /// The last one leaves after a minute.
        public static final Timing USUAL = new Timing(Duration.ofSeconds(1), 7);
    }

    private static final Logger LOG = LoggerFactory.getLogger(WakeOnLan.class);

    private final Function<SecretRef, Optional<String>> secrets;
    private final Executor threads;
    private final Timing timing;
    private final Map<MachineId, CountDownLatch> wakes = new ConcurrentHashMap<>();
    private final Map<Mac, MachineId> owners = new ConcurrentHashMap<>();

    /// `threads` runs a task for each machine that is being woken, for a minute.
    public WakeOnLan(
            Function<SecretRef, Optional<String>> secrets, Executor threads, Timing timing) {
        this.secrets = secrets;
        this.threads = threads;
        this.timing = timing;
    }

    /// One that only sends what it is told to, once.
    public static WakeOnLan once(Function<SecretRef, Optional<String>> secrets) {
        return new WakeOnLan(secrets, Runnable::run, new Timing(Duration.ZERO, 1));
    }

    /// Whoever sends a packet, or answers, is awake.
    public void seen(Sighting sighting) {
        switch (sighting) {
            case Sighting.PacketSeen packet -> {
                MachineId owner = owners.get(packet.mac());
                if (owner != null) {
                    stop(owner);
                }
            }
            case Sighting.ShellSeen shell -> stop(shell.machine());
            case Sighting.PowerSeen power when power.power() == Power.ON -> stop(power.machine());
            case Sighting.PowerSeen _,
                    Sighting.NodesListed _,
                    Sighting.NodeSeen _,
                    Sighting.GateSeen _,
                    Sighting.LeadSeen _,
                    Sighting.PodsPending _,
                    Sighting.MembersSeen _,
                    Sighting.EtcdSaved _,
                    Sighting.ClusterSilent _ -> {}
        }
    }

    /// No packet leaves for it any more: it is awake, or should not be.
    void stop(MachineId machine) {
        CountDownLatch wake = wakes.remove(machine);
        if (wake != null) {
            wake.countDown();
        }
    }

    /// Says what was done otherwise than asked, if anything was.
    Optional<String> wake(Rung.Wol wol, MachineSpec machine) throws Unable {
        byte[] password = password(wol, machine.id());
        List<byte[]> packets =
                machine.macs().stream().map(mac -> MagicPacket.of(mac, password)).toList();
        Optional<String> note;
        try {
            note = send(wol, packets);
        } catch (IOException e) {
            throw new Unable("no magic packet could be sent: " + e.getMessage(), Unable.Cure.TIME);
        }
        if (timing.packets() > 1) {
            CountDownLatch awake = new CountDownLatch(1);
            stop(machine.id());
            machine.macs().forEach(mac -> owners.put(mac, machine.id()));
            wakes.put(machine.id(), awake);
            threads.execute(() -> repeat(wol, machine, packets, awake));
        }
        return note;
    }

    private byte[] password(Rung.Wol wol, MachineId machine) throws Unable {
        if (wol.secureOn().isEmpty()) {
            return new byte[0];
        }
        Optional<String> secret = secrets.apply(wol.secureOn().get());
        return secret.flatMap(MagicPacket::password)
                .orElseThrow(() ->
                        new Unable(
                                "the SecureOn password of %s is %s"
                                        .formatted(
                                                machine,
                                                secret.isEmpty()
                                                        ? "missing"
                                                        : "neither six bytes, as in"
                                                                + " 00:1a:2b:3c:4d:5e, nor four, as"
                                                                + " in 192.168.1.1"),
                                Unable.Cure.HUMAN));
    }

    /// By Ethernet where that is asked for and may be; by UDP otherwise.
    private static Optional<String> send(Rung.Wol wol, List<byte[]> packets) throws IOException {
        Optional<String> note = Optional.empty();
        if (wol.device().isPresent()) {
            String device = wol.device().get();
            try {
                byte[] source = RawEthernet.source(device);
                RawEthernet.send(
                        device, packets.stream().map(p -> MagicPacket.frame(source, p)).toList());
                return note;
            } catch (IOException e) {
                note = Optional.of("by UDP, since by " + device + ": " + e.getMessage());
            }
        }
        MagicPacket.broadcast(packets, wol.broadcast(), wol.port());
        return note;
    }

    private void repeat(
            Rung.Wol wol, MachineSpec machine, List<byte[]> packets, CountDownLatch awake) {
        Duration pause = timing.pause();
        try {
            for (int sent = 1; sent < timing.packets(); sent++) {
                if (awake.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.debug("{} showed itself after {} magic packets", machine.id(), sent);
                    return;
                }
                Optional<String> _ = send(wol, packets);
                pause = pause.multipliedBy(2);
            }
            LOG.info(
                    "{} did not show itself after {} magic packets",
                    machine.id(),
                    timing.packets());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.info("waking {}: {}", machine.id(), e.getMessage());
        } finally {
            wakes.remove(machine.id(), awake);
            machine.macs().forEach(mac -> owners.remove(mac, machine.id()));
        }
    }
}
