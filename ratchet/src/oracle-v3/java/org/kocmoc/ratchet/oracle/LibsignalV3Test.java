package org.kocmoc.ratchet.oracle;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.ratchet.internal.SignalPeer;
import org.kocmoc.ratchet.internal.SignalSuite;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import org.signal.libsignal.protocol.state.PreKeyBundle;

/// Our state machine against the last libsignal that speaks X3DH.
final class LibsignalV3Test {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void weInitiate(boolean oneTime) throws Exception {
        Exchange exchange = new Exchange(SignalSuite.V3, oneTime ? 31 : 32);
        exchange.weInitiate(exchange.theirs.choice(oneTime, false));
        exchange.traffic(60);
        exchange.record("v3-ours-initiates-" + (oneTime ? "with" : "without") + "-one-time");
        exchange.traffic(300);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theyInitiate(boolean oneTime) throws Exception {
        Exchange exchange = new Exchange(SignalSuite.V3, oneTime ? 33 : 34);
        SignalPeer ours = exchange.ours;
        byte[] signedKey = Libsignal.typed(5, ours.signedKey());
        exchange.theirs.process(
                new PreKeyBundle(
                        7,
                        1,
                        oneTime ? SignalPeer.ONE_TIME_ID : PreKeyBundle.NULL_PRE_KEY_ID,
                        oneTime ? new ECPublicKey(Libsignal.typed(5, ours.oneTimeKey())) : null,
                        SignalPeer.SIGNED_ID,
                        new ECPublicKey(signedKey),
                        ours.sign(signedKey),
                        new IdentityKey(Libsignal.typed(5, ours.identityKey()))));
        exchange.theyInitiate();
        exchange.traffic(60);
        exchange.record("v3-theirs-initiates-" + (oneTime ? "with" : "without") + "-one-time");
        exchange.traffic(300);
    }
}
