package org.kocmoc.backups;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.base.Bytes;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.CryptoDevice;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class BackupsTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private static final String BACKUP = "/api/e2ee/backup";

    private final Person ada = server.people().newcomer("Ada");
    private final byte[] key = Bytes.random(32);

    private Map<String, Object> wrapped(byte[] authKey) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("auth_key", Bytes.base64Url(authKey));
        body.put("by_code", Bytes.base64Url(Bytes.random(78)));
        return body;
    }

    private Api holder() {
        return ada.api().with("kocmoc-backup-key", Bytes.base64Url(key));
    }

    private static Answer put(Api api, int index, long version, byte[] content) {
        return api.post(
                BACKUP + "/blobs/" + index + "?version=" + version,
                new Multipart().file("blob", "blob", "application/octet-stream", content));
    }

    @Test
    void whoKnowsTheKeyStoresAndReadsPieces() {
        ada.api().get(BACKUP).expect(404);
        ada.api().put(BACKUP, wrapped(key)).expect(201);
        byte[] content = Bytes.random(3 << 20);
        put(holder(), 2, 1, content).expect(201);
        put(holder(), 1, 7, Bytes.random(100)).expect(201);

        JsonNode overview = ada.api().get(BACKUP).expect(200).json();
        assertThat(overview.path("blobs").size()).isEqualTo(2);
        assertThat(overview.path("blobs").get(0).path("version").asLong()).isEqualTo(7);
        Answer read = holder().get(BACKUP + "/blobs/2").expect(200);
        assertThat(read.bytes()).isEqualTo(content);
        assertThat(read.header("kocmoc-backup-version")).isEqualTo("1");
        holder().delete(BACKUP + "/blobs/2").expect(200);
        holder().get(BACKUP + "/blobs/2").expect(404);
        holder().delete(BACKUP).expect(200);
        ada.api().get(BACKUP).expect(404);
    }

    @Test
    void aTokenAloneReadsAndReplacesNoPiece() {
        ada.api().put(BACKUP, wrapped(key)).expect(201);
        put(holder(), 1, 1, new byte[9]).expect(201);
        Api thief = ada.api().with("kocmoc-backup-key", Bytes.base64Url(Bytes.random(32)));

        for (Api other : new Api[] {ada.api(), thief, ada.api().with("kocmoc-backup-key", "*")}) {
            other.get(BACKUP + "/blobs/1").expect(403);
            put(other, 1, 2, new byte[8]).expect(403);
            other.delete(BACKUP + "/blobs/1").expect(403);
            other.delete(BACKUP).expect(403);
        }
        code(ada.api().put(BACKUP, wrapped(Bytes.random(32))), 409, "backup_exists");
        Map<String, Object> over = wrapped(Bytes.random(32));
        over.put("start_over", true);
        ada.api().put(BACKUP, over).expect(403);
        over.put("password", ada.password());
        ada.api().put(BACKUP, over).expect(201);
        assertThat(ada.api().get(BACKUP).json().path("blobs").size()).isZero();
    }

    @Test
    void aPassphraseLeavesTheCodeGoodAndTheOtherWayRound() {
        Map<String, Object> code = wrapped(key);
        ada.api().put(BACKUP, code).expect(201);
        String passphrase = Bytes.base64Url(Bytes.random(87));
        ada.api()
                .put(BACKUP, Map.of("auth_key", Bytes.base64Url(key), "by_passphrase", passphrase))
                .expect(200);
        JsonNode seen = ada.api().get(BACKUP).json();
        assertThat(seen.path("by_code").asString()).isEqualTo(code.get("by_code"));
        assertThat(seen.path("by_passphrase").asString()).isEqualTo(passphrase);
        Map<String, Object> another = wrapped(key);
        ada.api().put(BACKUP, another).expect(200);
        seen = ada.api().get(BACKUP).json();
        assertThat(seen.path("by_code").asString()).isEqualTo(another.get("by_code"));
        assertThat(seen.path("by_passphrase").asString()).isEqualTo(passphrase);
    }

    @Test
    void whatTheAccountsKeyOpensOnlyItsPresentDevicesGet() {
        CryptoDevice first = CryptoDevice.first(ada, 1);
        CryptoDevice second = first.link(2, 1);
        String byAccount = Bytes.base64Url(Bytes.random(78));
        Map<String, Object> alone = new LinkedHashMap<>();
        alone.put("auth_key", Bytes.base64Url(key));
        alone.put("by_account", byAccount);
        code(first.api.put(BACKUP, alone), 404, "backup_not_found");
        Map<String, Object> recoverable = wrapped(key);
        first.api.put(BACKUP, recoverable).expect(201);
        assertThat(second.api.get(BACKUP).json().path("by_account").isNull()).isTrue();
        second.api.put(BACKUP, alone).expect(200);

        JsonNode seen = second.api.get(BACKUP).expect(200).json();
        assertThat(seen.path("by_account").asString()).isEqualTo(byAccount);
        assertThat(seen.path("by_code").asString()).isEqualTo(recoverable.get("by_code"));
        first.api.put(BACKUP, wrapped(key)).expect(200);
        assertThat(first.api.get(BACKUP).json().path("by_account").asString()).isEqualTo(byAccount);

        first.api.put("/api/e2ee/devices", first.nextList(List.of(first.keys.cert()))).expect(200);
        assertThat(second.api.get(BACKUP).expect(200).json().path("by_account").isNull()).isTrue();
    }

    @Test
    void versionsOnlyGrow() {
        ada.api().put(BACKUP, wrapped(key)).expect(201);
        put(holder(), 1, 5, new byte[9]).expect(201);
        code(put(holder(), 1, 5, new byte[9]), 409, "backup_outdated");
        code(put(holder(), 1, 4, new byte[9]), 409, "backup_outdated");
        put(holder(), 1, 6, new byte[9]).expect(201);
    }

    @Test
    void malformedAndOversizedPiecesAreRefused() {
        ada.api().put(BACKUP, Map.of("auth_key", Bytes.base64Url(key))).expect(400);
        Map<String, Object> shortKey = wrapped(key);
        shortKey.put("by_code", Bytes.base64Url(new byte[77]));
        ada.api().put(BACKUP, shortKey).expect(400);
        Map<String, Object> longKey = wrapped(key);
        longKey.put("by_account", Bytes.base64Url(new byte[79]));
        ada.api().put(BACKUP, longKey).expect(400);
        put(holder(), 1, 1, new byte[9]).expect(404);
        ada.api().put(BACKUP, wrapped(key)).expect(201);
        ada.api().put(BACKUP, wrapped(key)).expect(200);
        put(holder(), 1, 0, new byte[9]).expect(400);
        put(holder(), 0, 1, new byte[9]).expect(404);
        holder().send("POST", BACKUP + "/blobs/1?version=1", BodyPublishers.noBody(), null)
                .expect(400);
        code(put(holder(), 1, 1, new byte[(17 << 20) + 1]), 413, "backup_too_large");
    }

    private static void code(Answer answer, int status, String code) {
        answer.expect(status);
        assertThat(answer.json().path("code").asString()).isEqualTo(code);
    }
}
