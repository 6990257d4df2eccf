package org.kocmoc.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.bastiaanjansen.otp.TOTPGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.base.Bytes;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestClock;
import org.kocmoc.testkit.TestServer;

class SecondFactorTest {
    private static final TestClock clock = new TestClock();
    private static final String REQUIRED = "Введите код двухфакторной аутентификации";
    private static final String WRONG = "Неверный код двухфакторной аутентификации";

    @RegisterExtension static final TestServer server = new TestServer().with(clock);

    private final Person ada = server.people().newcomer("Ada");
    private final TOTPGenerator app;
    private final List<String> recovery = new ArrayList<>();

    SecondFactorTest() {
        String secret =
                ada.api()
                        .post("/api/account/totp", Map.of("password", ada.password()))
                        .expect(200)
                        .json()
                        .path("secret")
                        .asString();
        app = TOTPGenerator.withDefaultValues(Bytes.utf8(secret));
        ada.api().post("/api/account/totp/confirm", Map.of("code", "000000")).expect(400);
        ada.api()
                .post("/api/account/totp/confirm", Map.of("code", code()))
                .expect(200)
                .json()
                .path("recovery_codes")
                .forEach(code -> recovery.add(code.asString()));
    }

    private String code() {
        return app.at(clock.instant());
    }

    private Answer login(String... totp) {
        Map<String, String> body =
                new HashMap<>(Map.of("email", ada.email(), "password", ada.password()));
        if (totp.length > 0) {
            body.put("totp", totp[0]);
        }
        return server.api().post("/api/auth/login", body);
    }

    @Test
    void signingInNeedsACodeOnceTheFactorIsEnabled() {
        assertThat(login().expect(401, REQUIRED).json().path("code").asString())
                .isEqualTo("totp_required");
        clock.advance(Duration.ofSeconds(30));

        login("000000").expect(401, WRONG);
        login(code()).expect(200);
    }

    @Test
    void noCodeWorksTwice() {
        login(code()).expect(401, WRONG);
        clock.advance(Duration.ofSeconds(30));
        login(code()).expect(200);

        login(code()).expect(401, WRONG);
    }

    @Test
    void aCodeOfTheNeighbouringHalfMinuteWorksAndAnOlderOneDoesNot() {
        clock.advance(Duration.ofMinutes(2));
        login(app.at(clock.instant().minusSeconds(60))).expect(401, WRONG);

        login(app.at(clock.instant().minusSeconds(30))).expect(200);
    }

    @Test
    void eachRecoveryCodeWorksOnce() {
        assertThat(recovery).hasSize(10).doesNotHaveDuplicates();
        login(recovery.getFirst()).expect(200);

        login(recovery.getFirst()).expect(401, WRONG);
        login(recovery.get(1)).expect(200);
        assertThat(
                        ada.api()
                                .get("/api/account/totp")
                                .expect(200)
                                .json()
                                .path("recovery_codes_left")
                                .asInt())
                .isEqualTo(8);
    }

    @Test
    void aWrongPasswordSaysNothingAboutTheFactor() {
        server.api()
                .post("/api/auth/login", Map.of("email", ada.email(), "password", "wrong one"))
                .expect(401, "Неверный email или пароль");
    }

    @Test
    void switchingItOffNeedsPasswordAndCode() {
        ada.api().delete("/api/account/totp", Map.of("password", ada.password())).expect(403);
        ada.api()
                .delete(
                        "/api/account/totp",
                        Map.of("password", ada.password(), "totp", recovery.getFirst()))
                .expect(200);

        login().expect(200);
        login(recovery.get(1)).expect(200);
    }

    @Test
    void deletingTheAccountNeedsACodeToo() {
        ada.api().delete("/api/account", Map.of("password", ada.password())).expect(403, REQUIRED);
        ada.api().get("/api/account/totp").expect(200);
    }

    @Test
    void anEnabledSecretIsNotReplacedAndNotStoredInClear() {
        ada.api()
                .post(
                        "/api/account/totp",
                        Map.of("password", ada.password(), "totp", recovery.getFirst()))
                .expect(409);

        byte[] stored =
                server.database()
                        .read(
                                handle ->
                                        handle.createQuery(
                                                        "SELECT totp_secret FROM users WHERE id = :id")
                                                .bind("id", ada.id())
                                                .mapTo(byte[].class)
                                                .one());
        assertThat(stored).hasSizeGreaterThan(60);
    }

    @Test
    void newRecoveryCodesReplaceTheOldOnes() {
        ada.api()
                .post(
                        "/api/account/totp/recovery-codes",
                        Map.of("password", ada.password(), "totp", recovery.getFirst()))
                .expect(200);

        login(recovery.get(1)).expect(401, WRONG);
    }
}
