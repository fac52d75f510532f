package dev.bringup.lab.wire;

import dev.bringup.model.Ip4;
import dev.bringup.netboot.tftp.TftpCodec;
import dev.bringup.netboot.tftp.TftpPacket;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/// Fetches one file as a PXE ROM does, with `blksize` and `tsize`, from the machine's own address.
/// What the file holds does not matter: only real machines run it.
final class TftpClient implements AutoCloseable {

    private static final int BLOCK = 1432;
    private static final int PATIENCE_MILLIS = 1000;
    private static final int TRIES = 6;

    private final DatagramSocket socket;
    private InetSocketAddress server;

    TftpClient(Ip4 from, InetSocketAddress server) throws IOException {
        this.socket = Addresses.datagrams(from, 0);
        this.server = server;
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /// The bytes that came.
    long fetch(String file) throws IOException {
        Map<String, String> options = Map.of("blksize", "" + BLOCK, "tsize", "0");
        TftpPacket next = new TftpPacket.Read(file, "octet", options);
        long announced = -1;
        long bytes = 0;
        int expected = 1;
        int blockSize = 512;
        while (true) {
            switch (exchange(next, expected)) {
                case TftpPacket.OptionsAccepted(Map<String, String> accepted) -> {
                    blockSize = Integer.parseInt(accepted.getOrDefault("blksize", "512"));
                    announced = Long.parseLong(accepted.getOrDefault("tsize", "-1"));
                    next = new TftpPacket.Acknowledge(0);
                }
                case TftpPacket.Block(int number, ByteBuffer content) -> {
                    bytes += content.remaining();
                    next = new TftpPacket.Acknowledge(number);
                    expected = number + 1 & 0xffff;
                    if (content.remaining() < blockSize) {
                        send(next);
                        return checked(file, bytes, announced);
                    }
                }
                case TftpPacket.Failure(_, String text) ->
                        throw new IOException("TFTP: " + file + ": " + text);
                case TftpPacket other -> throw new IOException("TFTP: unexpected " + other);
            }
        }
    }

    private static long checked(String file, long bytes, long announced) throws IOException {
        if (announced >= 0 && bytes != announced) {
            throw new IOException(
                    "TFTP: %s has %d bytes, not %d".formatted(file, bytes, announced));
        }
        return bytes;
    }

    /// Sends until what comes is the block that is due, or an answer to the request.
    private TftpPacket exchange(TftpPacket packet, int expected) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            send(packet);
            Optional<TftpPacket> heard = receive();
            while (heard.isPresent()) {
                boolean due =
                        switch (heard.get()) {
                            case TftpPacket.Block(int number, _) -> number == expected;
                            case TftpPacket.OptionsAccepted _ -> packet instanceof TftpPacket.Read;
                            case TftpPacket.Read _,
                                    TftpPacket.Write _,
                                    TftpPacket.Acknowledge _,
                                    TftpPacket.Failure _ ->
                                    true;
                        };
                if (due) {
                    return heard.get();
                }
                heard = receive();
            }
        }
        throw new IOException("TFTP: no answer from " + server.getHostString());
    }

    private void send(TftpPacket packet) throws IOException {
        socket.send(Addresses.packet(TftpCodec.encode(packet), server));
    }

    private Optional<TftpPacket> receive() throws IOException {
        byte[] buffer = new byte[BLOCK + 4];
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        try {
            socket.receive(packet);
            // The server goes on from a port of its own.
            server = new InetSocketAddress(packet.getAddress(), packet.getPort());
        } catch (SocketTimeoutException _) {
            return Optional.empty();
        }
        return TftpCodec.decode(ByteBuffer.wrap(buffer, 0, packet.getLength()))
                        instanceof TftpCodec.Decoded.Packet(TftpPacket heard)
                ? Optional.of(heard)
                : Optional.empty();
    }

    @Override
    public void close() {
        socket.close();
    }
}
