package dev.bringup.power;

import dev.bringup.model.Ip4;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// OpenIPMI's ipmi_sim: a BMC whose chassis is a program, which must return at once.
final class IpmiSim implements AutoCloseable {

    private static final String HERE = "127.77.2.9";

    private final ProcessBuilder command;
    private final int port;
    private Process process;

    IpmiSim(Path folder, Path chassis) throws Exception {
        try (DatagramSocket free =
                new DatagramSocket(new InetSocketAddress(InetAddress.getByName(HERE), 0))) {
            port = free.getLocalPort();
        }
        Path lan = folder.resolve("lan.conf");
        Files.writeString(
                lan,
                """
                name "sim"
                set_working_mc 0x20
                startlan 1
                  addr %s %d
                  priv_limit admin
                  allowed_auths_callback none md2 md5 straight
                  allowed_auths_user none md2 md5 straight
                  allowed_auths_operator none md2 md5 straight
                  allowed_auths_admin none md2 md5 straight
                  guid a123456789abcdefa123456789abcdef
                endlan
                chassis_control "%s 0x20"
                user 1 true  ""      "test"   user  10 none md2 md5 straight
                user 2 true  "admin" "secret" admin 10 none md2 md5 straight
                """
                        .formatted(HERE, port, chassis));
        Path emulation = folder.resolve("sim.emu");
        Files.writeString(
                emulation,
                """
                mc_setbmc 0x20
                mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02
                sel_enable 0x20 1000 0x0a
                mc_enable 0x20
                """);
        command =
                new ProcessBuilder(
                                "ipmi_sim",
                                "-c",
                                lan.toString(),
                                "-f",
                                emulation.toString(),
                                "-s",
                                folder.toString(),
                                "-n")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile());
        process = command.start();
        awaitAnswer();
    }

    Rung.Bmc bmc() {
        return at(port);
    }

    /// The same BMC as it is seen through something else.
    static Rung.Bmc at(int port) {
        return new Rung.Bmc("sim", Ip4.parse(HERE), port, new SecretRef.Env("BMC"), 3);
    }

    /// Like a BMC whose firmware starts anew: nobody's session is known any more.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void restart() throws IOException {
        process = command.start();
    }

    private void awaitAnswer() throws Unable {
        Instant until = Instant.now().plusSeconds(20);
        while (true) {
            try {
                Power.of("admin:secret").status(bmc());
                return;
            } catch (Unable silence) {
                if (Instant.now().isAfter(until)) {
                    throw silence;
                }
            }
        }
    }

    /// Our driver, with little patience.
    static final class Power {

        private Power() {}

        static IpmiPower of(String secret) {
            return new IpmiPower(
                    _ -> Optional.of(secret),
                    new SecureRandom(),
                    InstantSource.system(),
                    new IpmiPower.Timing(
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(2),
                            Duration.ofMillis(100)));
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
