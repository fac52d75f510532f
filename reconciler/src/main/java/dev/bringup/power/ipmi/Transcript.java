package dev.bringup.power.ipmi;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What both sides know once RAKP 2 was sent, and the codes and keys that follow from it (IPMI 2.0
/// sections 13.28 to 13.32). The BMC has no key of its own (KG), so the password stands for it.
public record Transcript(
        CipherSuite suite, Handshake.Rakp1 first, Handshake.Rakp2 second, Bytes password) {

    /// The password is a secret.
    @Override
    public String toString() {
        return "Transcript[" + suite + ", " + first.user() + "]";
    }

    private Bytes name() {
        Bytes user = Bytes.text(first.user());
        return Bytes.of(first.role(), user.length()).and(user);
    }

    /// The code of RAKP 2: the BMC knows the password.
    public Bytes bmcProof() {
        return keyed(
                password,
                Bytes.u32(second.console())
                        .and(
                                Bytes.u32(first.bmc()),
                                first.random(),
                                second.random(),
                                second.guid(),
                                name()));
    }

    /// The code of RAKP 3: the console knows the password.
    public Bytes consoleProof() {
        return keyed(password, second.random().and(Bytes.u32(second.console()), name()));
    }

    /// The code of RAKP 4: the BMC came to the same session key.
    public Bytes finish() {
        Bytes all = keyed(sessionKey(), first.random().and(Bytes.u32(first.bmc()), second.guid()));
        return all.slice(0, suite.codeLength());
    }

    public SessionKeys keys() {
        Bytes sessionKey = sessionKey();
        return new SessionKeys(
                suite,
                keyed(sessionKey, Bytes.repeat(1, 20)),
                keyed(sessionKey, Bytes.repeat(2, 20)).slice(0, 16));
    }

    private Bytes sessionKey() {
        return keyed(password, first.random().and(second.random(), name()));
    }

    private Bytes keyed(Bytes key, Bytes over) {
        return mac(suite, key, over);
    }

    static Bytes mac(CipherSuite suite, Bytes key, Bytes over) {
        try {
            Mac mac = Mac.getInstance(suite.mac());
            // The specification pads passwords with zeros to 20 bytes; for HMAC that is the same
            // key.
            byte[] secret = key.length() == 0 ? new byte[20] : key.array();
            mac.init(new SecretKeySpec(secret, suite.mac()));
            return Bytes.copy(mac.doFinal(over.array()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + suite.mac(), e);
        }
    }
}
