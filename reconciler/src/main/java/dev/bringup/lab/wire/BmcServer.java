package dev.bringup.lab.wire;

import dev.bringup.model.Ip4;
import dev.bringup.power.ipmi.BmcSide;
import dev.bringup.power.ipmi.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/// A machine's BMC on its own address. It has power whether the machine has or not.
final class BmcServer {

    private BmcServer() {}

    static AutoCloseable start(
            Ip4 address,
            int port,
            BmcSide.Login login,
            BmcSide.Board board,
            RandomGenerator random,
            Executor executor)
            throws IOException {
        Ear ear = Ear.open(address, port);
        BmcSide bmc = new BmcSide(login, board, random);
        ear.listen(
                executor,
                (packet, from) -> {
                    Optional<Bytes> answer = bmc.on(Bytes.copy(packet));
                    if (answer.isPresent()) {
                        ear.send(ByteBuffer.wrap(answer.get().array()), from);
                    }
                });
        return ear;
    }
}
