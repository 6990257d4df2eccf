package org.kocmoc.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import java.time.Duration;
import java.time.Instant;
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
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestClock;
import org.kocmoc.testkit.TestServer;

class HolesAuthTest {
    private static final String GUARDED = "/api/account/sessions";
    private static final Algorithm RIGHT = Algorithm.HMAC256(TestServer.JWT_SECRET);
    private static final TestClock clock = new TestClock();

    @RegisterExtension
    static final TestServer server = new TestServer().with(clock).with("JWT_TTL", "2");

    private static Api raw(String authorization) {
        return server.api().with("Authorization", authorization);
    }

    private static JWTCreator.Builder claims(Person person) {
        Instant now = clock.instant();
        return JWT.create()
                .withClaim("userId", person.id().value())
                .withIssuedAt(now)
                .withExpiresAt(now.plusSeconds(3600));
    }

    private static Answer login(Person person, String device) {
        return server.api()
                .post(
                        "/api/auth/login",
                        Map.of(
                                "email",
                                person.email(),
                                "password",
                                person.password(),
                                "deviceId",
                                device));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Bearer  x", "token-alone"})
    void aHeaderWithoutSecondWordIsNoToken(String header) {
        raw(header).get(GUARDED).expect(401, "Требуется авторизация");
    }

    @Test
    void theGuardSaysWhatIsWrongWithAToken() {
        Person ada = server.people().newcomer("Ada");
        server.api().get(GUARDED).expect(401, "Требуется авторизация");
        server.api().as("garbage").get(GUARDED).expect(401, "Недействительный токен");
        server.api()
                .as(claims(ada).withExpiresAt(clock.instant()).sign(RIGHT))
                .get(GUARDED)
                .expect(401, "Токен истёк");
        server.api()
                .as(claims(ada).withNotBefore(clock.instant().plusSeconds(60)).sign(RIGHT))
                .get(GUARDED)
                .expect(401, "Ошибка аутентификации");
        server.api()
                .as(claims(ada).withClaim("userId", "x").sign(RIGHT))
                .get(GUARDED)
                .expect(401, "Ошибка аутентификации");
        server.api()
                .as(claims(ada).withClaim("userId", 2147483647L).sign(RIGHT))
                .get(GUARDED)
                .expect(401, "Пользователь не найден");
        raw("Whatever " + ada.token()).get(GUARDED).expect(200);
    }

    @Test
    void onlyOurSecretAndAlgorithmSign() {
        Person ada = server.people().ada();
        List<Algorithm> others =
                List.of(
                        Algorithm.HMAC256("your-secret-key-change-in-production"),
                        Algorithm.HMAC512(TestServer.JWT_SECRET),
                        Algorithm.none());

        for (Algorithm other : others) {
            server.api()
                    .as(claims(ada).sign(other))
                    .get(GUARDED)
                    .expect(401, "Недействительный токен");
        }
    }

    @Test
    void aForgedTokenWithTheRightSecretNeedsASession() {
        Person ada = server.people().ada();

        server.api().as(claims(ada).sign(RIGHT)).get(GUARDED).expect(401);
        server.api().as(claims(ada).withJWTId("made up").sign(RIGHT)).get(GUARDED).expect(401);
        server.api()
                .as(JWT.create().withClaim("userId", ada.id().value()).sign(RIGHT))
                .get(GUARDED)
                .expect(401);
    }

    @Test
    void aBadDeviceIsNotTakenForAMissingPassword() {
        server.people()
                .newcomer("Ada")
                .api()
                .delete("/api/account/sessions", Map.of("deviceId", 7))
                .expect(400, "Некорректный запрос");
    }

    @Test
    void signingOutEndsTheToken() {
        Person ada = server.people().newcomer("Ada");
        ada.api().get(GUARDED).expect(200);
        ada.api().post("/api/auth/logout").expect(200);

        ada.api().get(GUARDED).expect(401, "Недействительный токен");
        ada.api().get("/api/auth/verify").expect(401);
        ada.api().post("/api/auth/logout").expect(200);
    }

    @Test
    void signingInTwiceInOneSecondGivesTwoTokens() {
        Person ada = server.people().ada();
        String first = login(ada, "d").expect(200).json().path("token").asString();
        String second = login(ada, "d").expect(200).json().path("token").asString();

        assertThat(first).isNotEqualTo(second);
        server.api().as(first).get(GUARDED).expect(200);
        server.api().as(second).get(GUARDED).expect(200);
    }

    @Test
    void theSessionTableHoldsNoToken() {
        Person ada = server.people().ada();

        assertThat(
                        server.database()
                                .<List<String>, RuntimeException>read(
                                        handle ->
                                                handle.createQuery("SELECT token FROM sessions")
                                                        .mapTo(String.class)
                                                        .list()))
                .allMatch(stored -> stored.matches("[0-9a-f]{64}"))
                .doesNotContain(ada.token());
    }

    @Test
    void aTokenEndsWithItsLife() {
        Person ada = server.people().newcomer("Ada");
        clock.advance(Duration.ofDays(2).minusSeconds(1));
        ada.api().get(GUARDED).expect(200);
        clock.advance(Duration.ofSeconds(1));

        ada.api().get(GUARDED).expect(401, "Токен истёк");
    }

    @Test
    void whoIsBannedNeitherSignsInNorCallsAnything() {
        Person ada = server.people().newcomer("Ada");
        server.database()
                .execute(
                        handle ->
                                handle.createUpdate("UPDATE users SET banned = true WHERE id = :id")
                                        .bind("id", ada.id())
                                        .execute());

        login(ada, "d").expect(403, "Пользователь заблокирован");
        ada.api().get(GUARDED).expect(403, "Пользователь заблокирован");
        ada.api().get("/api/auth/verify").expect(403, "Пользователь заблокирован");
    }

    @Test
    void accountsOfADeviceAreToldToThoseSignedInOnItOnly() {
        Person ada = server.people().newcomer("Ada");
        Person bob = server.people().newcomer("Bob");
        String token = login(ada, "shared pc").expect(200).json().path("token").asString();
        String path = "/api/auth/accounts/shared%20pc";

        server.api().get(path).expect(401);
        assertThat(bob.api().get(path).expect(200).json().path("accounts").size()).isZero();
        assertThat(
                        server.api()
                                .as(token)
                                .get(path)
                                .expect(200)
                                .json()
                                .path("accounts")
                                .get(0)
                                .propertyNames())
                .containsExactly("id", "name", "email", "avatar");
    }

    @Test
    void ownSessionsAreListedAndEnded() {
        Person ada = server.people().newcomer("Ada");
        String other = login(ada, "phone").expect(200).json().path("token").asString();
        long id = -1;
        for (var session : ada.api().get(GUARDED).expect(200).json().path("sessions")) {
            if (session.path("device_id").asString("").equals("phone")) {
                assertThat(session.path("current").asBoolean()).isFalse();
                id = session.path("id").asLong();
            }
        }
        server.people().newcomer("Bob").api().delete(GUARDED + "/" + id).expect(404);
        ada.api().delete(GUARDED + "/" + id).expect(200);

        server.api().as(other).get(GUARDED).expect(401);
        ada.api().get(GUARDED).expect(200);
    }

    @Test
    void signingOutEverywhereLeavesOneFreshToken() {
        Person ada = server.people().newcomer("Ada");
        String other = login(ada, "phone").json().path("token").asString();
        String fresh = ada.api().delete(GUARDED).expect(200).json().path("token").asString();

        server.api().as(other).get(GUARDED).expect(401);
        ada.api().get(GUARDED).expect(401);
        assertThat(server.api().as(fresh).get(GUARDED).json().path("sessions").size()).isEqualTo(1);
    }

    @Test
    void theFiftyFirstSessionEndsTheFirst() {
        Person ada = server.people().newcomer("Ada");
        server.database()
                .execute(
                        handle ->
                                handle.createUpdate(
                                                """
                                                INSERT INTO sessions (user_id, token)
                                                SELECT :id, 'hash ' || n FROM generate_series(1, 49) n
                                                """)
                                        .bind("id", ada.id())
                                        .execute());
        ada.api().get(GUARDED).expect(200);

        login(ada, "last").expect(200);
        assertThat(
                        server.database()
                                .<Integer, RuntimeException>read(
                                        handle ->
                                                handle.createQuery(
                                                                "SELECT count(*) FROM sessions WHERE user_id = :id")
                                                        .bind("id", ada.id())
                                                        .mapTo(Integer.class)
                                                        .one()))
                .isEqualTo(50);
        server.api().as(ada.token()).get("/api/auth/verify").expect(401);
    }

    @Test
    void addressesSignInInAnySpellingAndLocale() {
        Person ada = server.people().ada();

        server.api()
                .post(
                        "/api/auth/login",
                        Map.of(
                                "email",
                                "  " + ada.email().toUpperCase(Locale.ROOT) + " ",
                                "password",
                                ada.password()))
                .expect(200);
    }

    @Test
    void accountsThatDifferInCaseOnlySignInByTheirExactSpelling() {
        Person owner = server.people().newcomer("Ada");
        String hash = "$2b$10$abcdefghijklmnopqrstuu4Lz2BVxMlstk2ss7lvwXN4r5V0mAeyS";
        String upper = owner.email().toUpperCase(Locale.ROOT);
        server.database()
                .execute(
                        handle ->
                                handle.createUpdate(
                                                """
                                                INSERT INTO users (name, email, password, email_confirmed_at)
                                                VALUES ('Old', :email, :hash, now())
                                                """)
                                        .bind("email", upper)
                                        .bind("hash", hash)
                                        .execute());

        assertThat(
                        server.api()
                                .post(
                                        "/api/auth/login",
                                        Map.of("email", upper, "password", "secret-alice"))
                                .expect(200)
                                .json()
                                .path("user")
                                .path("name")
                                .asString())
                .isEqualTo("Old");
        login(owner, "d").expect(200);
    }

    @Test
    void aBcryptHashBecomesArgon2idAtSignInAlsoWhenTwoSignInAtOnce() throws Exception {
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        """
                                        INSERT INTO users (name, email, email_key, password, email_confirmed_at)
                                        VALUES ('Old', 'old@kocmoc.test', 'old@kocmoc.test',
                                            '$2b$10$abcdefghijklmnopqrstuu4Lz2BVxMlstk2ss7lvwXN4r5V0mAeyS', now())
                                        """));
        Map<String, String> body = Map.of("email", "old@kocmoc.test", "password", "secret-alice");
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Answer>> answers =
                    IntStream.range(0, 4)
                            .mapToObj(
                                    i ->
                                            threads.submit(
                                                    () ->
                                                            server.api()
                                                                    .post("/api/auth/login", body)))
                            .toList();
            for (Future<Answer> answer : answers) {
                answer.get().expect(200);
            }
        }

        assertThat(
                        server.database()
                                .<String, RuntimeException>read(
                                        handle ->
                                                handle.createQuery(
                                                                "SELECT password FROM users WHERE email = 'old@kocmoc.test'")
                                                        .mapTo(String.class)
                                                        .one()))
                .startsWith("$argon2id$");
        server.api().post("/api/auth/login", body).expect(200);
    }

    @Test
    void theFileCookieIsNoTokenAndEndsWithTheSession() {
        Person ada = server.people().newcomer("Ada");
        Answer answer = login(ada, "browser").expect(200);
        String cookie = answer.header("Set-Cookie");

        assertThat(cookie)
                .startsWith("kocmoc_files=")
                .contains("HttpOnly", "SameSite=Strict", "Path=/api/files")
                .doesNotContain(answer.json().path("token").asString());
        String value = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
        server.api().as(value).get(GUARDED).expect(401);
        server.api().with("Cookie", "kocmoc_files=" + value).get(GUARDED).expect(401);
    }

    @Test
    void administratorsOnlyMeansAdministratorsOnly() {
        server.people()
                .newcomer("Ada")
                .api()
                .get("/api/admin/invites")
                .expect(403, "Требуются права администратора");
        server.people().admin().api().get("/api/admin/invites").expect(200);
    }

    @Test
    void signInIsRefusedWithTheRoutesOwnTexts() {
        server.api().post("/api/auth/login", Map.of()).expect(400, "Заполните email и пароль");
        server.api()
                .post("/api/auth/login", Map.of("email", "x@y.z", "password", 12345))
                .expect(400, "Заполните email и пароль");
        server.api()
                .post("/api/auth/login", Map.of("email", "x@y.z", "password", "nope12"))
                .expect(401, "Неверный email или пароль");
        server.people().register("Ada", "unconfirmed@kocmoc.test", "secret-ada");
        server.api()
                .post(
                        "/api/auth/login",
                        Map.of("email", "unconfirmed@kocmoc.test", "password", "secret-ada"))
                .expect(403, "Пожалуйста, подтвердите email. Мы уже отправили вам код.");
    }
}
