package dev.bringup.app;

import dev.bringup.engine.Chance;
import dev.bringup.model.PermitId;
import dev.bringup.secrets.RootKey;
import java.math.BigInteger;
import java.security.SecureRandom;

/// What nobody may guess: fresh permits, and the nonces that go with them.
record RandomChance(SecureRandom random, RootKey root) implements Chance {

    /// 80 bits in 16 letters and digits.
    @Override
    public String fresh() {
        String text = new BigInteger(80, random).toString(32);
        return "0".repeat(Math.max(0, 16 - text.length())) + text;
    }

    @Override
    public String nonce(PermitId permit) {
        return root.nonce(permit);
    }
}
