package dev.bringup.ssh;

import java.io.IOException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.userauth.keyprovider.KeyPairWrapper;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthPublickey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ways to log in, in the order in which they are tried.
final class Logins {

    /// A server hangs up after six that it does not take.
    private static final int MOST = 6;

    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);

    private Logins() {}

    static List<AuthMethod> of(List<Credential> credentials, Executor executor) {
        List<AuthMethod> all = new ArrayList<>();
        for (Credential one : credentials) {
            switch (one) {
                case Credential.Key key -> all.add(new AuthPublickey(provider(key)));
                case Credential.Agent agent -> all.addAll(held(agent, executor));
            }
        }
        return all.stream().limit(MOST).toList();
    }

    private static KeyPairWrapper provider(Credential.Key key) {
        return key.certificate().isPresent()
                ? new KeyPairWrapper(key.certificate().get(), key.pair().getPrivate())
                : new KeyPairWrapper(key.pair());
    }

    /// An agent that is gone has no keys; what else we have may do.
    private static List<AuthMethod> held(Credential.Agent agent, Executor executor) {
        AgentLine line = new AgentLine(agent.socket(), executor);
        List<AuthMethod> keys = new ArrayList<>();
        try {
            for (byte[] blob : line.keys()) {
                PublicKey key = new Buffer.PlainBuffer(blob).readPublicKey();
                if (KeyType.fromKey(key) != KeyType.UNKNOWN) {
                    keys.add(new AgentKey(line, blob, key));
                }
            }
        } catch (IOException e) {
            LOG.debug("the agent {}: {}", agent.socket(), e.toString());
        }
        return keys;
    }
}
