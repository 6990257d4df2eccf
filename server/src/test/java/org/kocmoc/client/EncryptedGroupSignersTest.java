package org.kocmoc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.client.encryption.Content;
import org.kocmoc.client.encryption.EncryptedSession;
import org.kocmoc.client.encryption.EncryptionException;
import org.kocmoc.ratchet.Membership.Role;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;

/// Groups of the SDK whose members were signed by somebody whose keys are gone.
@Timeout(120)
class EncryptedGroupSignersTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Devices devices = new Devices(server);
    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");
    private final Person carol = server.people().newcomer("Carol");
    private final Person dan = server.people().newcomer("Dan");

    private static long id(Person person) {
        return person.id().value();
    }

    private static void accept(EncryptedSession by, Person whose) {
        by.acceptKeys(id(whose), by.offeredSafetyNumber(id(whose)));
    }

    private static void unconfirmed(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        EncryptionException.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(Reason.UNCONFIRMED);
                            assertThat(e).hasMessageContaining("Nothing was sent");
                        });
    }

    private long epoch(Person reader, long chat) {
        return reader.api()
                .get("/api/e2ee/chats/" + chat + "/devices")
                .expect(200)
                .json()
                .path("membership_epoch")
                .asLong();
    }

    private void delete(Person person) {
        server.people().admin().api().delete("/api/admin/users/" + person.id()).expect(200);
    }

    @Test
    void theOnlyAdminBeginsAnewAndLetsSomebodyIn() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        EncryptedSession carols = devices.of(carol);
        long chat = adas.group("Friends", List.of(id(bob)));
        bobs.send(chat, Content.text("before"));
        EncryptedSession adasNew = devices.beginAnew(ada);
        accept(bobs, ada);

        adasNew.members(chat).add(List.of(id(carol)));
        adasNew.send(chat, Content.text("hello Carol"));
        assertThat(Devices.texts(carols)).containsExactly("hello Carol");
        carols.send(chat, Content.text("hello all"));
        bobs.send(chat, Content.text("hello both"));

        assertThat(Devices.texts(bobs)).containsExactly("hello Carol", "hello all");
        assertThat(Devices.texts(carols)).containsExactly("hello both");
        assertThat(Devices.texts(adasNew)).containsExactly("hello all", "hello both");
    }

    @Test
    void anAdminWhoIsStillThereConfirmsForThoseWhoWereAway() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        EncryptedSession dans = devices.of(dan);
        devices.of(carol);
        long chat = adas.group("Friends", List.of(id(bob), id(dan)));
        adas.members(chat).setRole(id(bob), "admin");
        bobs.send(chat, Content.text("one"));
        dans.send(chat, Content.text("two"));
        adas.members(chat).add(List.of(id(carol)));
        bobs.send(chat, Content.text("three"));
        devices.beginAnew(ada);
        accept(dans, ada);
        unconfirmed(() -> dans.send(chat, Content.text("not yet")));
        assertThat(dans.members(chat).members()).doesNotContainKey(id(carol));

        accept(bobs, ada);
        bobs.send(chat, Content.text("four"));
        bobs.send(chat, Content.text("five"));
        assertThat(epoch(bob, chat)).isEqualTo(4);
        dans.send(chat, Content.text("six"));

        assertThat(dans.members(chat).members()).containsKey(id(carol)).hasSize(4);
        assertThat(Devices.texts(dans)).containsExactly("one", "three", "four", "five");
        assertThat(Devices.texts(bobs)).containsExactly("two", "six");
    }

    @Test
    void theFoundersNewDeviceReadsAtOnceAndSignsWhenItsUserHasLooked() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        EncryptedSession carols = devices.of(carol);
        devices.of(dan);
        long chat = adas.group("Friends", List.of(id(bob)));
        adas.members(chat).add(List.of(id(carol)));
        bobs.send(chat, Content.text("one"));
        carols.send(chat, Content.text("two"));
        EncryptedSession adasNew = devices.beginAnew(ada);
        accept(bobs, ada);
        accept(carols, ada);

        adasNew.send(chat, Content.text("new keys"));
        assertThat(Devices.texts(bobs)).containsExactly("two", "new keys");
        unconfirmed(() -> adasNew.members(chat).add(List.of(id(dan))));
        assertThat(epoch(ada, chat)).isEqualTo(2);
        Map<Long, Role> offered = adasNew.members(chat).offered();
        assertThat(offered)
                .isEqualTo(
                        Map.of(
                                id(ada), Role.ADMIN,
                                id(bob), Role.MEMBER,
                                id(carol), Role.MEMBER));
        Map<Long, Role> other = new HashMap<>(offered);
        other.put(id(bob), Role.ADMIN);
        assertThatThrownBy(() -> adasNew.members(chat).trustAnew(other))
                .isInstanceOf(EncryptionException.class);
        unconfirmed(() -> adasNew.members(chat).add(List.of(id(dan))));

        adasNew.members(chat).trustAnew(offered);
        adasNew.members(chat).add(List.of(id(dan)));
        carols.send(chat, Content.text("to four"));
        assertThat(Devices.texts(bobs)).containsExactly("to four");
        assertThat(bobs.members(chat).members()).hasSize(4);
    }

    @Test
    void anAdminsAccountIsDeletedAndAnotherAdminLetsSomebodyIn() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        EncryptedSession carols = devices.of(carol);
        EncryptedSession dans = devices.of(dan);
        long chat = adas.group("Friends", List.of(id(bob), id(dan)));
        dans.send(chat, Content.text("one"));
        adas.members(chat).setRole(id(bob), "admin");
        bobs.send(chat, Content.text("two"));
        delete(ada);
        EncryptedSession bobsSecond = devices.another(bob, bobs);
        bobsSecond.send(chat, Content.text("three"));
        // The deleted account cannot be asked for; what was known of it still counts.
        dans.send(chat, Content.text("four"));

        bobs.members(chat).add(List.of(id(carol)));
        bobs.send(chat, Content.text("five"));
        assertThat(Devices.texts(carols)).containsExactly("five");
        carols.send(chat, Content.text("six"));
        assertThat(Devices.texts(dans)).containsExactly("two", "three", "five", "six");
    }

    @Test
    void anAdminConfirmsWhatADeletedAccountSigned() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        devices.of(carol);
        long chat = adas.group("Friends", List.of(id(bob), id(carol)));
        adas.members(chat).setRole(id(bob), "admin");
        bobs.send(chat, Content.text("one"));
        assertThat(epoch(bob, chat)).isEqualTo(2);
        delete(ada);

        bobs.send(chat, Content.text("two"));
        bobs.send(chat, Content.text("three"));
        assertThat(epoch(bob, chat)).isEqualTo(3);
    }

    @Test
    void whereTheOnlyAdminDoesNotComeBackItsMembersTrustAnew() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        EncryptedSession carols = devices.of(carol);
        long chat = adas.group("Friends", List.of(id(bob)));
        bobs.send(chat, Content.text("one"));
        adas.members(chat).add(List.of(id(carol)));
        devices.beginAnew(ada);
        accept(bobs, ada);
        carols.send(chat, Content.text("two"));
        unconfirmed(() -> bobs.send(chat, Content.text("lost?")));
        assertThat(Devices.texts(bobs)).containsExactly("?");

        bobs.members(chat).trustAnew(bobs.members(chat).offered());
        bobs.send(chat, Content.text("three"));
        assertThat(Devices.texts(bobs)).containsExactly("two");
        assertThat(bobs.unreadable()).isZero();
        assertThat(Devices.texts(carols)).containsExactly("three");
        bobs.members(chat).leave();
        assertThat(epoch(carol, chat)).isEqualTo(3);
    }

    @Test
    void whoMayNotSignLeavesAllTheSame() {
        EncryptedSession adas = devices.of(ada);
        EncryptedSession bobs = devices.of(bob);
        devices.of(carol);
        long chat = adas.group("Friends", List.of(id(bob)));
        adas.members(chat).add(List.of(id(carol)));
        devices.beginAnew(ada);
        EncryptedSession bobsNew = devices.another(bob, bobs);

        bobsNew.members(chat).leave();
        assertThat(epoch(carol, chat)).isEqualTo(2);
        bob.api().get("/api/e2ee/chats/" + chat + "/devices").expect(403);
    }
}
