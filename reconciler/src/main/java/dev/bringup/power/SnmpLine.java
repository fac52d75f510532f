package dev.bringup.power;

import dev.bringup.model.Rung;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.snmp4j.CommunityTarget;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.PDU;
import org.snmp4j.ScopedPDU;
import org.snmp4j.Snmp;
import org.snmp4j.Target;
import org.snmp4j.UserTarget;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.AuthHMAC384SHA512;
import org.snmp4j.security.AuthMD5;
import org.snmp4j.security.AuthSHA;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.PrivDES;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmUser;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/// One unit that is asked by SNMP, by version 2c with a community, or by version 3 as a user whose
/// every question is signed and encrypted.
final class SnmpLine implements AutoCloseable {

    /// Asked so often altogether; UDP loses some.
    private static final int TIMES = 3;

    private final Rung.Strip strip;
    private final ReentrantLock turn;
    private final Duration patience;
    private final Snmp session;
    private final Target<UdpAddress> target;

    private SnmpLine(
            Rung.Strip strip,
            ReentrantLock turn,
            Duration patience,
            Snmp session,
            Target<UdpAddress> target) {
        this.strip = strip;
        this.turn = turn;
        this.patience = patience;
        this.session = session;
        this.target = target;
        try {
            target.setAddress(
                    new UdpAddress(
                            InetAddress.getByAddress(strip.address().bytes()), strip.port()));
        } catch (IOException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
        target.setRetries(TIMES - 1);
        target.setTimeout(patience.toMillis() / TIMES);
    }

    /// `secret` is a community, or user, password and, if it is another one, the password of the
    /// encryption, with colons between them.
    static SnmpLine open(
            Rung.Strip strip,
            Rung.Snmp snmp,
            Optional<String> secret,
            ReentrantLock turn,
            Duration patience)
            throws Unable {
        if (secret.isEmpty()) {
            throw new Unable(
                    "the credentials of PDU " + strip.name() + " are missing", Unable.Cure.HUMAN);
        }
        try {
            Snmp session = new Snmp(new MessageDispatcherImpl(), new DefaultUdpTransportMapping());
            Target<UdpAddress> target =
                    switch (snmp.version()) {
                        case V2C -> community(session, secret.get().strip());
                        case V3 -> user(session, strip, snmp, secret.get().strip());
                    };
            session.listen();
            return new SnmpLine(strip, turn, patience, session, target);
        } catch (IOException e) {
            throw new Unable(
                    "no socket for PDU " + strip.name() + ": " + e.getMessage(), Unable.Cure.TIME);
        }
    }

    private static Target<UdpAddress> community(Snmp session, String community) {
        session.getMessageDispatcher().addMessageProcessingModel(new MPv2c());
        CommunityTarget<UdpAddress> target = new CommunityTarget<>();
        target.setCommunity(new OctetString(community));
        target.setVersion(SnmpConstants.version2c);
        return target;
    }

    private static Target<UdpAddress> user(
            Snmp session, Rung.Strip strip, Rung.Snmp snmp, String secret) throws Unable {
        String[] parts = secret.split(":", 3);
        if (parts.length < 2) {
            throw new Unable(
                    "the credentials of PDU "
                            + strip.name()
                            + " are not user:password or user:password:password",
                    Unable.Cure.HUMAN);
        }
        OctetString name = new OctetString(parts[0]);
        USM users = new USM(protocols(), new OctetString(MPv3.createLocalEngineID()), 0);
        try {
            users.addUser(
                    new UsmUser(
                            name,
                            authentication(snmp.auth()),
                            new OctetString(parts[1]),
                            privacy(snmp.privacy()),
                            new OctetString(parts[parts.length - 1])));
        } catch (IllegalArgumentException e) {
            throw new Unable(
                    "the passwords of PDU " + strip.name() + " must have 8 characters at least",
                    Unable.Cure.HUMAN);
        }
        session.getMessageDispatcher().addMessageProcessingModel(new MPv3(users));
        UserTarget<UdpAddress> target = new UserTarget<>();
        target.setSecurityName(name);
        target.setSecurityLevel(SecurityLevel.AUTH_PRIV);
        target.setVersion(SnmpConstants.version3);
        return target;
    }

    private static SecurityProtocols protocols() {
        return new SecurityProtocols(SecurityProtocols.SecurityProtocolSet.maxCompatibility);
    }

    private static OID authentication(Rung.SnmpAuth auth) {
        return switch (auth) {
            case MD5 -> AuthMD5.ID;
            case SHA -> AuthSHA.ID;
            case SHA256 -> AuthHMAC192SHA256.ID;
            case SHA512 -> AuthHMAC384SHA512.ID;
        };
    }

    private static OID privacy(Rung.SnmpPrivacy privacy) {
        return switch (privacy) {
            case AES -> PrivAES128.ID;
            case DES -> PrivDES.ID;
        };
    }

    String place() {
        return strip.address() + ":" + strip.port();
    }

    PDU ask(int type, VariableBinding about) throws IOException, Unable {
        PDU question = target.getVersion() == SnmpConstants.version3 ? new ScopedPDU() : new PDU();
        question.setType(type);
        question.add(about);
        boolean mine = false;
        PDU answer;
        try {
            mine = turn.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!mine) {
                throw new Unable("PDU " + strip.name() + " is busy", Unable.Cure.TIME);
            }
            answer = session.send(question, target).getResponse();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Unable("interrupted", Unable.Cure.TIME);
        } finally {
            if (mine) {
                turn.unlock();
            }
        }
        if (answer == null) {
            throw silent();
        }
        if (answer.getType() == PDU.REPORT) {
            throw refused(answer.get(0).getOid());
        }
        return answer;
    }

    /// To a wrong community a unit says nothing at all; that a password is wrong it says in a way
    /// that anybody could, which is not believed.
    private Unable silent() {
        return new Unable(
                "PDU %s at %s does not answer, or its %s is another one"
                        .formatted(
                                strip.name(),
                                place(),
                                target.getVersion() == SnmpConstants.version3
                                        ? "password, 'auth' or 'privacy'"
                                        : "community"),
                Unable.Cure.SILENCE);
    }

    private Unable refused(OID report) {
        return new Unable(
                "PDU %s: it %s"
                        .formatted(
                                strip.name(),
                                SnmpConstants.usmStatsUnknownUserNames.equals(report)
                                        ? "knows no user " + target.getSecurityName()
                                        : "refuses us, with " + report),
                Unable.Cure.HUMAN);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (IOException _) {
            // A UDP socket.
        }
    }
}
