package dev.bringup.ssh;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.common.Buffer;

/// What `ssh-agent` and its kind are asked: which keys there are, and to sign with one. Each on a
/// connection of its own, within a few seconds.
record AgentLine(Path socket, Executor executor) {

    private static final byte LIST = 11;
    private static final byte KEYS = 12;
    private static final byte SIGN = 13;
    private static final byte SIGNED = 14;
    private static final int MOST = 1 << 18;
    private static final long SECONDS = 5;

    /// The public halves, as they stand in a file of keys.
    List<byte[]> keys() throws IOException {
        Buffer.PlainBuffer answer = ask(new Buffer.PlainBuffer().putByte(LIST), KEYS);
        List<byte[]> keys = new ArrayList<>();
        long count = answer.readUInt32();
        for (long i = 0; i < count; i++) {
            keys.add(answer.readBytes());
            answer.readString();
        }
        return keys;
    }

    /// `flags` choose the digest of an RSA signature.
    byte[] sign(byte[] key, byte[] data, int flags) throws IOException {
        Buffer.PlainBuffer question = new Buffer.PlainBuffer().putByte(SIGN);
        return ask(question.putBytes(key).putBytes(data).putUInt32(flags), SIGNED).readBytes();
    }

    private Buffer.PlainBuffer ask(Buffer.PlainBuffer question, byte expected) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            executor.execute(() -> {
                try {
                    answer.complete(exchanged(channel, question.getCompactData()));
                } catch (IOException e) {
                    answer.completeExceptionally(e);
                }
            });
            Buffer.PlainBuffer said = new Buffer.PlainBuffer(answer.get(SECONDS, TimeUnit.SECONDS));
            if (said.readByte() != expected) {
                throw new IOException("the agent refuses");
            }
            return said;
        } catch (ExecutionException e) {
            throw new IOException("the agent does not answer", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the agent does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static byte[] exchanged(SocketChannel channel, byte[] question) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(Integer.BYTES + question.length);
        out.putInt(question.length).put(question).flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
        int length = filled(channel, Integer.BYTES).getInt();
        if (length < 1 || length > MOST) {
            throw new IOException("the agent says that it sends " + length + " bytes");
        }
        return filled(channel, length).array();
    }

    private static ByteBuffer filled(SocketChannel channel, int length) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(length);
        while (in.hasRemaining()) {
            if (channel.read(in) < 0) {
                throw new IOException("the agent hangs up");
            }
        }
        return in.flip();
    }
}
