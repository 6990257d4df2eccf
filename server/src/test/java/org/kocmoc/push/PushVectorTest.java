package org.kocmoc.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.zerodeplibs.webpush.MessageEncryptions;
import com.zerodeplibs.webpush.PushMessage;
import com.zerodeplibs.webpush.UserAgentMessageEncryptionKeyInfo;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.ECPrivateKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.kocmoc.testkit.PushReceiver;

/// The example of RFC 8291, section 5: the tests' browser opens it, and opens what the library
/// seals for the example's keys.
class PushVectorTest {
    private static final String PLAIN = "When I grow up, I want to be a watermelon";
    private static final byte[] PUBLIC =
            bytes(
                    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
    private static final byte[] SECRET = bytes("BTBZMqHH6r4Tts7J_aSIgg");
    private static final String BODY =
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
                    + "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    private static byte[] bytes(String text) {
        return Base64.getUrlDecoder().decode(text);
    }

    private static PrivateKey privateKey() throws GeneralSecurityException {
        return KeyFactory.getInstance("EC")
                .generatePrivate(
                        new ECPrivateKeySpec(
                                new BigInteger(
                                        1, bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")),
                                PushReceiver.point(PUBLIC).getParams()));
    }

    @Test
    void theTestsBrowserOpensTheExample() throws GeneralSecurityException {
        assertThat(PushReceiver.open(bytes(BODY), privateKey(), PUBLIC, SECRET))
                .isEqualTo(PLAIN.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void itOpensWhatTheLibrarySeals() throws GeneralSecurityException {
        byte[] sealed =
                MessageEncryptions.of()
                        .encrypt(
                                UserAgentMessageEncryptionKeyInfo.of(PUBLIC, SECRET),
                                PushMessage.ofUTF8(PLAIN))
                        .toBytes();

        assertThat(PushReceiver.open(sealed, privateKey(), PUBLIC, SECRET))
                .isEqualTo(PLAIN.getBytes(StandardCharsets.US_ASCII));
    }
}
