package org.kocmoc.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.bodies.Bodies;
import org.kocmoc.terms.TermIndex;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.vault.MasterKey;
import org.kocmoc.vault.Vault;

/// The walk that indexes what was not indexed when it was sent.
class IndexingTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().ada();
    private long chat;
    private Indexing indexing;

    @BeforeEach
    void begin() {
        chat =
                ada.api()
                        .post("/api/chats/saved")
                        .expect(200)
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
        var vault = new Vault(MasterKey.parse(TestServer.MASTER_KEY), List.of());
        InstantSource later = InstantSource.offset(InstantSource.system(), Duration.ofMinutes(10));
        indexing =
                new Indexing(
                        new MessagesFeature.Texts(
                                server.database(),
                                new Bodies(server.database(), vault, true),
                                new TermIndex(server.database(), vault),
                                later));
    }

    @AfterEach
    void end() {
        indexing.close();
    }

    private int found(String query) {
        return ada.api()
                .get("/api/search?kind=messages&q=" + query)
                .expect(200)
                .json()
                .path("messages")
                .size();
    }

    private static void sql(String statement) {
        server.database().execute(handle -> handle.execute(statement));
    }

    private static long count(String from) {
        return server.database()
                .read(
                        handle ->
                                handle.createQuery("SELECT count(*) FROM " + from)
                                        .mapTo(Long.class)
                                        .one());
    }

    @Test
    void whatIsMissingIsAddedOnceAndGoesOnWhereItStopped() {
        for (int i = 0; i < 3; i++) {
            ada.say(chat, "catchup number " + i);
        }
        assertThat(found("catchup")).isEqualTo(3);
        sql("DELETE FROM message_terms");
        sql("UPDATE message_terms_progress SET up_to = 0");
        assertThat(found("catchup")).isZero();

        assertThat(indexing.step()).isGreaterThanOrEqualTo(3);
        assertThat(found("catchup")).isEqualTo(3);
        assertThat(indexing.step()).isZero();
    }

    @Test
    void textsInTheClearAreIndexedToo() {
        long id = ada.say(chat, "something else");
        assertThat(found("something")).isEqualTo(1);
        sql("DELETE FROM message_terms");
        sql("UPDATE message_terms_progress SET up_to = 0");
        sql(
                "UPDATE messages SET body = NULL, key_version = NULL, text = 'oldtimer' WHERE id = "
                        + id);
        indexing.catchUp();

        assertThat(found("oldtimer")).isEqualTo(1);
    }

    @Test
    void wordsOfWhatWasDeletedMeanwhileGo() {
        long id = ada.say(chat, "shortlived");
        assertThat(found("shortlived")).isEqualTo(1);
        sql("CREATE TABLE kept AS SELECT * FROM message_terms WHERE message_id = " + id);
        ada.api().delete("/api/messages/" + id).expect(200);
        sql("INSERT INTO message_terms SELECT * FROM kept");
        sql("UPDATE message_terms_progress SET up_to = 0");
        indexing.catchUp();

        assertThat(count("message_terms WHERE message_id = " + id)).isZero();
        sql("DROP TABLE kept");
    }

    @Test
    void aBodyThatDoesNotOpenStopsNothing() {
        long broken = ada.say(chat, "broken");
        long whole = ada.say(chat, "unbroken");
        assertThat(found("unbroken")).isEqualTo(1);
        sql("DELETE FROM message_terms");
        sql("UPDATE message_terms_progress SET up_to = 0");
        sql(
                "UPDATE messages SET body = set_byte(body, 30, get_byte(body, 30) # 1) WHERE id = "
                        + broken);
        indexing.catchUp();

        assertThat(found("unbroken")).isEqualTo(1);
        assertThat(count("message_terms WHERE message_id = " + whole)).isEqualTo(1);
        assertThat(count("message_terms_progress WHERE up_to >= " + whole)).isEqualTo(1);
    }
}
