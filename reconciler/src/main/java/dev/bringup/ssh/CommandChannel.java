package dev.bringup.ssh;

import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.ChannelInputStream;
import net.schmizz.sshj.connection.channel.direct.SessionChannel;

/// A session whose outputs go where they belong on the thread that reads the connection, which also
/// gives the server its room to send.
///
/// SSHJ's own streams let whoever reads them do that: the two share one window but no lock, the
/// room is told to the server before it is noted, and a server that uses it at once for the other
/// output is taken for one that breaks the protocol ("Window consumed to below 0").
final class CommandChannel extends SessionChannel {

    /// What is done with bytes of an output. While it works, the connection is not read.
    interface Sink {
        void take(byte[] bytes, int from, int length);
    }

    private final Sink output;
    private final Sink errors;

    CommandChannel(Connection connection, Sink output, Sink errors) {
        super(connection);
        this.output = output;
        this.errors = errors;
    }

    @Override
    protected void receiveInto(ChannelInputStream stream, SSHPacket packet) throws SSHException {
        int length;
        try {
            length = packet.readUInt32AsInt();
        } catch (Buffer.BufferException e) {
            throw new ConnectionException(e);
        }
        if (length < 0 || length > getLocalMaxPacketSize() || length > packet.available()) {
            throw new ConnectionException("a packet says that it holds " + length + " bytes");
        }
        lwin.consume(length);
        Sink sink = stream == getErrorStream() ? errors : output;
        sink.take(packet.array(), packet.rpos(), length);
        long room = lwin.neededAdjustment();
        if (room > 0) {
            trans.write(newBuffer(Message.CHANNEL_WINDOW_ADJUST).putUInt32(room));
            lwin.expand(room);
        }
    }
}
