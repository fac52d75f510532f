package dev.bringup.ssh;

import java.io.IOException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.method.AuthPublickey;

/// Logs in with a key that an agent holds: it signs, and the key stays there.
final class AgentKey extends AuthPublickey {

    private static final int SHA_256 = 2;
    private static final int SHA_512 = 4;

    private final AgentLine agent;
    private final byte[] blob;

    /// As the last request named it: a server may take one of several for a key.
    private String algorithm = "";

    AgentKey(AgentLine agent, byte[] blob, PublicKey key) {
        super(new Public(key));
        this.agent = agent;
        this.blob = blob.clone();
    }

    @Override
    protected SSHPacket putPubKey(SSHPacket request) throws UserAuthException {
        int from = request.wpos();
        SSHPacket put = super.putPubKey(request);
        byte[] named = Arrays.copyOfRange(request.array(), from, request.wpos());
        try {
            algorithm = new Buffer.PlainBuffer(named).readString();
        } catch (Buffer.BufferException e) {
            throw new UserAuthException("the request names no algorithm", e);
        }
        return put;
    }

    @Override
    protected SSHPacket putSig(SSHPacket request) throws UserAuthException {
        byte[] data =
                new Buffer.PlainBuffer()
                        .putString(params.getTransport().getSessionID())
                        .putBuffer(request)
                        .getCompactData();
        try {
            request.putBytes(agent.sign(blob, data, flags()));
            return request;
        } catch (IOException e) {
            throw new UserAuthException("the agent did not sign", e);
        }
    }

    private int flags() {
        return switch (algorithm) {
            case "rsa-sha2-512", "rsa-sha2-512-cert-v01@openssh.com" -> SHA_512;
            case "rsa-sha2-256", "rsa-sha2-256-cert-v01@openssh.com" -> SHA_256;
            default -> 0;
        };
    }

    private record Public(PublicKey key) implements KeyProvider {

        @Override
        public PublicKey getPublic() {
            return key;
        }

        @Override
        public PrivateKey getPrivate() throws IOException {
            throw new IOException("an agent does not give it away");
        }

        @Override
        public KeyType getType() {
            return KeyType.fromKey(key);
        }
    }
}
