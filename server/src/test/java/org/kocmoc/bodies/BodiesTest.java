package org.kocmoc.bodies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.base.ChatId;
import org.kocmoc.log.NewMessage;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.vault.MasterKey;
import org.kocmoc.vault.SealBrokenException;
import org.kocmoc.vault.Vault;

class BodiesTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Vault vault = new Vault(MasterKey.parse(TestServer.MASTER_KEY), List.of());
    private final Bodies here = new Bodies(server.database(), vault, true);
    private final Bodies elsewhere = new Bodies(server.database(), vault, true);

    private static Bodies.Place place() {
        long chat =
                server.people()
                        .newcomer("Ada")
                        .api()
                        .post("/api/chats/saved")
                        .expect(200)
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
        return new Bodies.Place(new ChatId(chat), 1, "key", 0);
    }

    /// As after a failover to a standby that had not received the chat's key.
    @Test
    void aKeyThatTheDatabaseHasLostSealsNothingMore() {
        Bodies.Place place = place();
        NewMessage.Body lost = here.sealer(place.chat()).seal("lost", place);
        server.database()
                .execute(
                        h ->
                                h.execute(
                                        "DELETE FROM chat_keys WHERE chat_id = ?",
                                        place.chat().value()));
        assertThatThrownBy(() -> open(elsewhere, lost, place))
                .isInstanceOf(SealBrokenException.class);

        here.forgetKeys();
        NewMessage.Body kept = here.sealer(place.chat()).seal("kept", place);
        assertThat(open(elsewhere, kept, place)).isEqualTo("kept");
    }

    private static String open(Bodies bodies, NewMessage.Body sealed, Bodies.Place place) {
        return bodies.open(
                Objects.requireNonNull(sealed.sealed()),
                Objects.requireNonNull(sealed.keyVersion()),
                place);
    }
}
