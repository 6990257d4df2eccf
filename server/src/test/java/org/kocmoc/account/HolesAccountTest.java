package org.kocmoc.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;

class HolesAccountTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private static Answer register(Map<String, ?> fields) {
        Map<String, Object> body = new HashMap<>(Map.of("name", "Ada", "password", "secret-ada"));
        body.putAll(fields);
        return server.api().post("/api/auth/register", body);
    }

    private static Answer verify(Object user, Object code) {
        return server.api().post("/api/auth/verify-email", Map.of("userId", user, "code", code));
    }

    private static Answer login(String email, String password) {
        return server.api().post("/api/auth/login", Map.of("email", email, "password", password));
    }

    private static Answer resend(String email) {
        return server.api().post("/api/auth/resend-code", Map.of("email", email));
    }

    @Test
    void addressesThatDifferInCaseOrBlanksAreOneAccount() {
        register(Map.of("email", "  Case@Kocmoc.test ")).expect(201);

        assertThat(server.mails().count("Case@Kocmoc.test")).isEqualTo(1);
        register(Map.of("email", "case@kocmoc.TEST", "password", "another-secret"))
                .expect(400, "Пользователь с таким email уже существует");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "a@b",
                "a b@c.de",
                "@c.de",
                "a@.de",
                "a@b@c.de",
                "a,b@c.de",
                "a@c.de\r\nX: y"
            })
    void whatIsNoAddressIsRefused(String email) {
        register(Map.of("email", email)).expect(400, "Некорректный email");
    }

    @Test
    void shortAndEndlessNamesAndPasswordsAreRefused() {
        register(Map.of("email", "n@kocmoc.test", "name", "Z")).expect(400);
        register(Map.of("email", "n@kocmoc.test", "name", "n".repeat(101))).expect(400);
        register(Map.of("email", "n@kocmoc.test", "password", "12345")).expect(400);
        register(Map.of("email", "n@kocmoc.test", "password", "x".repeat(1025))).expect(400);
        register(Map.of("email", "n@kocmoc.test", "avatar", "javascript:alert(1)")).expect(400);
        register(Map.of("email", "n@kocmoc.test", "name", "a\u0000b")).expect(400);
        register(Map.of("email", Map.of("a", 1))).expect(400, "Заполните все обязательные поля");

        assertThat(server.mails().count("n@kocmoc.test")).isZero();
    }

    @Test
    void nobodyMakesThemselvesAdministrator() {
        long id =
                register(Map.of("email", "adm@kocmoc.test", "is_admin", true, "id", 1))
                        .expect(201)
                        .json()
                        .path("userId")
                        .asLong();

        assertThat(
                        verify(id, server.mails().code("adm@kocmoc.test"))
                                .expect(200)
                                .json()
                                .path("user")
                                .path("is_admin")
                                .asBoolean())
                .isFalse();
    }

    @Test
    void fiveRegistrationsAtOnceOnANewDeviceMakeThreeAccounts() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(5)) {
            List<Future<Answer>> answers =
                    IntStream.range(0, 5)
                            .mapToObj(
                                    i ->
                                            threads.submit(
                                                    () ->
                                                            register(
                                                                    Map.of(
                                                                            "email",
                                                                            "par%d@kocmoc.test"
                                                                                    .formatted(i),
                                                                            "deviceId",
                                                                            "new device"))))
                            .toList();
            int made = 0;
            for (Future<Answer> answer : answers) {
                if (answer.get().status() == 201) {
                    made++;
                } else {
                    answer.get().expect(400, "На этом устройстве достигнут лимит аккаунтов (3)");
                }
            }
            assertThat(made).isEqualTo(3);
        }
    }

    @Test
    void registeringOneAddressManyTimesAtOnceMakesOneAccount() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(5)) {
            List<Future<Answer>> answers =
                    IntStream.range(0, 5)
                            .mapToObj(
                                    i ->
                                            threads.submit(
                                                    () ->
                                                            register(
                                                                    Map.of(
                                                                            "email",
                                                                            "one@kocmoc.test"))))
                            .toList();
            for (Future<Answer> answer : answers) {
                assertThat(answer.get().status()).isIn(201, 400);
            }
        }
        assertThat(count("SELECT count(*) FROM users WHERE email = 'one@kocmoc.test'"))
                .isEqualTo(1);
    }

    private static long count(String sql) {
        return server.database().read(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    @Test
    void whoseMailGotLostRegistersAgainAndGetsAnotherCode() {
        long first =
                register(Map.of("email", "lost@kocmoc.test", "deviceId", "lost"))
                        .json()
                        .path("userId")
                        .asLong();
        long second =
                register(Map.of("email", "lost@kocmoc.test", "deviceId", "lost"))
                        .expect(201)
                        .json()
                        .path("userId")
                        .asLong();

        assertThat(second).isEqualTo(first);
        assertThat(server.mails().count("lost@kocmoc.test")).isEqualTo(2);
        assertThat(count("SELECT account_count FROM devices WHERE device_id = 'lost'"))
                .isEqualTo(1);
    }

    @Test
    void registeringSomebodyElsesPendingAddressNeedsTheSamePassword() {
        register(Map.of("email", "pending@kocmoc.test")).expect(201);

        register(Map.of("email", "pending@kocmoc.test", "password", "not the same"))
                .expect(400, "Пользователь с таким email уже существует");
    }

    @Test
    void anAddressThatNobodyConfirmedIsFreeOnceItsCodesHaveEnded() {
        register(Map.of("email", "squat@kocmoc.test", "password", "of the squatter")).expect(201);
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        """
                                        UPDATE email_verifications SET expires_at = now()
                                        WHERE email = 'squat@kocmoc.test'
                                        """));
        long id =
                register(Map.of("email", "squat@kocmoc.test", "password", "of the owner"))
                        .expect(201)
                        .json()
                        .path("userId")
                        .asLong();
        verify(id, server.mails().code("squat@kocmoc.test")).expect(200);

        login("squat@kocmoc.test", "of the squatter").expect(401);
        login("squat@kocmoc.test", "of the owner").expect(200);
    }

    @Test
    void aCodeIsDeadAfterFiveWrongTriesAndANewOneWorks() {
        long id = server.people().register("Ada", "tries@kocmoc.test", "secret-ada");
        String code = server.mails().code("tries@kocmoc.test");
        String wrong = code.equals("100000") ? "100001" : "100000";
        for (int i = 0; i < 5; i++) {
            verify(id, wrong).expect(400, "Неверный код подтверждения");
        }
        verify(id, code).expect(400);
        resend("tries@kocmoc.test").expect(200);

        verify(id, server.mails().code("tries@kocmoc.test")).expect(200);
    }

    @Test
    void afterAResendTheFirstCodeConfirmsForGood() {
        long id = server.people().register("Ada", "first@kocmoc.test", "secret-ada");
        String first = server.mails().code("first@kocmoc.test");
        resend("first@kocmoc.test").expect(200);
        String second = server.mails().code("first@kocmoc.test");
        verify(id, first).expect(200);

        verify(id, second).expect(400, "Этот код уже был использован");
        login("first@kocmoc.test", "secret-ada").expect(200);
    }

    @Test
    void aConfirmedAccountGetsNoCodeAndIsNotLockedOut() {
        Person bob = server.people().bob();
        int before = server.mails().count(bob.email());
        String known = resend(bob.email()).expect(200).text();

        assertThat(server.mails().count(bob.email())).isEqualTo(before);
        assertThat(resend("nobody@kocmoc.test").expect(200).text()).isEqualTo(known);
        login(bob.email(), bob.password()).expect(200);
    }

    @Test
    void aConfirmedAccountCannotBeEnteredByACode() {
        Person bob = server.people().bob();
        server.database()
                .execute(
                        handle ->
                                handle.createUpdate(
                                                """
                                                INSERT INTO email_verifications
                                                    (user_id, email, code, expires_at)
                                                VALUES (:user, 'x', '777777', now() + interval '1 hour')
                                                """)
                                        .bind("user", bob.id())
                                        .execute());

        verify(bob.id(), "777777").expect(400);
    }

    @ParameterizedTest
    @CsvSource({"abc", "2147483648", "9223372036854775808", "-1", "1.5"})
    void impossibleIdsAreRefusedNotFailed(String id) {
        verify(id, "123456").expect(400);
    }

    @Test
    void whoHasLostTheIdConfirmsByAddress() {
        server.people().register("Ada", "byaddress@kocmoc.test", "secret-ada");

        server.api()
                .post(
                        "/api/auth/verify-email",
                        Map.of(
                                "email",
                                "byaddress@kocmoc.test",
                                "code",
                                server.mails().code("byaddress@kocmoc.test")))
                .expect(200);
    }

    @Test
    void aChangedPasswordEndsEverySessionAndGivesAFreshToken() {
        Person ada = server.people().newcomer("Ada");
        String other =
                login(ada.email(), ada.password()).expect(200).json().path("token").asString();
        String fresh =
                ada.api()
                        .put(
                                "/api/account/password",
                                Map.of(
                                        "currentPassword",
                                        ada.password(),
                                        "newPassword",
                                        "a better one"))
                        .expect(200)
                        .json()
                        .path("token")
                        .asString();

        ada.api().get("/api/account/sessions").expect(401);
        server.api().as(other).get("/api/account/sessions").expect(401);
        server.api().as(fresh).get("/api/account/sessions").expect(200);
        login(ada.email(), ada.password()).expect(401);
        login(ada.email(), "a better one").expect(200);
    }

    @Test
    void thePasswordPathOfOlderDocumentsServesOneselfOnly() {
        Person ada = server.people().newcomer("Ada");
        Map<String, String> body =
                Map.of("currentPassword", ada.password(), "newPassword", "a better one");

        ada.api().put("/api/users/" + server.people().bob().id() + "/password", body).expect(403);
        ada.api().put("/api/users/" + ada.id() + "/password", body).expect(200);
    }

    @Test
    void aWrongOldPasswordChangesNothing() {
        Person bob = server.people().bob();
        bob.api()
                .put(
                        "/api/account/password",
                        Map.of("currentPassword", "not it", "newPassword", "a better one"))
                .expect(403, "Неверный пароль");

        bob.api().get("/api/account/sessions").expect(200);
    }

    @Test
    void aForgottenPasswordIsResetByAMailedCodeOnce() {
        Person ada = server.people().newcomer("Ada");
        server.api().post("/api/auth/password/forgot", Map.of("email", ada.email())).expect(200);
        Map<String, String> body =
                Map.of(
                        "email",
                        ada.email(),
                        "code",
                        server.mails().code(ada.email()),
                        "newPassword",
                        "remembered now");
        server.api().post("/api/auth/password/reset", body).expect(200);

        ada.api().get("/api/account/sessions").expect(401);
        login(ada.email(), "remembered now").expect(200);
        server.api().post("/api/auth/password/reset", body).expect(400);
    }

    @Test
    void askingForAResetTellsNothingAboutAccounts() {
        String known =
                server.api()
                        .post(
                                "/api/auth/password/forgot",
                                Map.of("email", server.people().bob().email()))
                        .expect(200)
                        .text();

        assertThat(
                        server.api()
                                .post(
                                        "/api/auth/password/forgot",
                                        Map.of("email", "nobody@kocmoc.test"))
                                .expect(200)
                                .text())
                .isEqualTo(known);
    }

    @Test
    void anAddressChangesOnlyByTheCodeThatWentToTheNewOne() {
        Person ada = server.people().newcomer("Ada");
        Map<String, String> wanted =
                Map.of("email", "new-ada@kocmoc.test", "password", ada.password());
        ada.api().post("/api/account/email", wanted).expect(200);
        ada.api().post("/api/account/email/confirm", Map.of("code", "000000")).expect(400);
        login("new-ada@kocmoc.test", ada.password()).expect(401);
        ada.api()
                .post(
                        "/api/account/email/confirm",
                        Map.of("code", server.mails().code("new-ada@kocmoc.test")))
                .expect(200);

        login("new-ada@kocmoc.test", ada.password()).expect(200);
        login(ada.email(), ada.password()).expect(401);
        assertThat(server.mails().newest(ada.email())).contains("другой email");
    }

    @Test
    void anAddressOfSomebodyElseIsNotTaken() {
        Person ada = server.people().newcomer("Ada");
        ada.api()
                .post(
                        "/api/account/email",
                        Map.of(
                                "email",
                                server.people().bob().email().toUpperCase(Locale.ROOT),
                                "password",
                                ada.password()))
                .expect(400, "Пользователь с таким email уже существует");
    }

    @Test
    void aDeletedAccountIsGoneAndItsAddressFree() {
        Person ada = server.people().newcomer("Ada");
        ada.api().delete("/api/account", Map.of("password", "wrong one")).expect(403);
        ada.api().delete("/api/account", Map.of("password", ada.password())).expect(200);

        ada.api().get("/api/account/sessions").expect(401);
        login(ada.email(), ada.password()).expect(401, "Неверный email или пароль");
        register(Map.of("email", ada.email())).expect(201);
    }

    @Test
    void theOnlyAdministratorStays() {
        Person admin = server.people().admin();

        admin.api()
                .delete("/api/account", Map.of("password", TestServer.ADMIN_PASSWORD))
                .expect(409);
        admin.api().get("/api/account/sessions").expect(200);
    }

    @Test
    void englishClientsGetEnglishMails() {
        server.api()
                .with("Accept-Language", "en-GB,en;q=0.9")
                .post(
                        "/api/auth/register",
                        Map.of(
                                "name", "Bob",
                                "email", "english@kocmoc.test",
                                "password", "secret-bob"))
                .expect(201);

        assertThat(server.mails().newest("english@kocmoc.test"))
                .startsWith("Your registration code: " + server.mails().code("english@kocmoc.test"))
                .contains("15 minutes");
    }
}
