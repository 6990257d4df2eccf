package org.kocmoc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.base.Secret;
import org.kocmoc.config.SecretFiles;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.vault.MasterKey;
import org.kocmoc.vault.UnknownMasterKeyException;
import org.kocmoc.vault.Vault;

class KeyRotationTest {
    @RegisterExtension static final TestServer server = new TestServer();

    @TempDir Path folder;

    private static Vault vault(String present, String... former) {
        return new Vault(
                MasterKey.parse(present), List.of(former).stream().map(MasterKey::parse).toList());
    }

    private static long sealedUnder(String masterKey) {
        return server.database()
                .read(
                        handle ->
                                handle.createQuery(
                                                """
                                                SELECT (SELECT count(*) FROM chat_keys
                                                        WHERE left(encode(wrapped, 'hex'), 16) = :id
                                                            AND master_key_id = :id)
                                                    + (SELECT count(*) FROM chat_search_keys
                                                       WHERE left(encode(wrapped, 'hex'), 16) = :id
                                                           AND master_key_id = :id)
                                                    + (SELECT count(*) FROM users
                                                       WHERE left(encode(totp_secret, 'hex'), 16) = :id)
                                                    + (SELECT count(*) FROM mail_outbox
                                                       WHERE left(encode(payload, 'hex'), 16) = :id)
                                                    + (SELECT count(*) FROM push_keys
                                                       WHERE left(encode(private_key, 'hex'), 16) = :id)
                                                """)
                                        .bind("id", MasterKey.parse(masterKey).id())
                                        .mapTo(Long.class)
                                        .one());
    }

    private static long chat(Person one, Person other) {
        return one.api()
                .post("/api/chats", Map.of("participantIds", List.of(other.id().value())))
                .json()
                .path("chat")
                .path("id")
                .asLong();
    }

    private static void leaveAMailWaiting() {
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        """
                                        INSERT INTO mail_outbox (id, recipient, payload, next_try_at)
                                        VALUES (1000000, 'ada@kocmoc.test', ?, 'infinity')
                                        """,
                                        vault(TestServer.MASTER_KEY)
                                                .seal(new byte[] {1}, "mail_outbox/1000000")));
    }

    private static int found(Person person) {
        String query = URLEncoder.encode("ключ", StandardCharsets.UTF_8);
        return person.api().get("/api/search?q=" + query).json().path("messages").size();
    }

    @Test
    void everythingIsSealedAnewAndMessagesStayReadable() {
        String next = "f".repeat(64);
        Person ada = server.people().ada();
        long chat = chat(ada, server.people().bob());
        ada.api().post("/api/messages/" + chat, Map.of("text", "до смены ключа")).expect(201);
        assertThat(found(ada)).isEqualTo(1);
        ada.api().post("/api/account/totp", Map.of("password", ada.password())).expect(200);
        leaveAMailWaiting();
        String pushKey = ada.api().get("/api/push/key").expect(200).text();
        long before = sealedUnder(TestServer.MASTER_KEY);
        assertThat(before).isEqualTo(5);
        assertThatThrownBy(() -> new KeyRotation(server.database(), vault(next)).run())
                .isInstanceOf(UnknownMasterKeyException.class);

        KeyRotation rotation =
                new KeyRotation(server.database(), vault(next, TestServer.MASTER_KEY));
        assertThat(rotation.run()).isEqualTo(before);
        assertThat(rotation.run()).isZero();

        assertThat(sealedUnder(TestServer.MASTER_KEY)).isZero();
        assertThat(sealedUnder(next)).isEqualTo(before);
        server.with("MASTER_KEY", next).restart();
        assertThat(ada.api().get("/api/push/key").expect(200).text()).isEqualTo(pushKey);
        assertThat(server.people().admin().api().get("/api/admin/messages").text())
                .contains("до смены ключа");
        ada.api().post("/api/messages/" + chat, Map.of("text", "после ключей")).expect(201);
        assertThat(found(ada)).isEqualTo(2);
    }

    @Test
    void aRotationThatWasCutOffGoesOnWithTheSameKeys() {
        SecretFiles files = new SecretFiles(folder);
        Secret first = files.readOrMake(Secrets.MASTER_KEY, MasterKey::generate);

        RotateKeyCommand.begin(files);
        Secret second = files.read(Secrets.MASTER_KEY).orElseThrow();
        RotateKeyCommand.begin(files);

        assertThat(second).isNotEqualTo(first);
        assertThat(files.read(Secrets.MASTER_KEY)).contains(second);
        assertThat(files.read(Secrets.PREVIOUS_MASTER_KEY)).contains(first);
    }

    @Test
    void aCutBetweenKeepingTheFormerAndMakingTheNewKeyLosesNothing() {
        SecretFiles files = new SecretFiles(folder);
        Secret present = files.readOrMake(Secrets.MASTER_KEY, MasterKey::generate);
        files.readOrMake(Secrets.PREVIOUS_MASTER_KEY, present::reveal);

        RotateKeyCommand.begin(files);

        assertThat(files.read(Secrets.PREVIOUS_MASTER_KEY)).contains(present);
        assertThat(files.read(Secrets.MASTER_KEY).orElseThrow()).isNotEqualTo(present);
    }
}
