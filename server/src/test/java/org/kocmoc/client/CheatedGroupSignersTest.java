package org.kocmoc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.client.encryption.Content;
import org.kocmoc.client.encryption.EncryptedSession;
import org.kocmoc.client.encryption.EncryptionException;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.Membership;
import org.kocmoc.ratchet.Membership.Member;
import org.kocmoc.ratchet.Membership.Role;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.RatchetStore;
import org.kocmoc.testkit.BetweenServer;
import org.kocmoc.testkit.CryptoDevice;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A server that forges entries about the members of a group in the name of somebody whose keys
/// cannot be had any more.
@Timeout(120)
class CheatedGroupSignersTest {
    @RegisterExtension static final TestServer server = new TestServer();

    /// Of Ada, who never had it.
    private static final int GONE = 99;

    private final Devices devices = new Devices(server);
    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");
    private final Person carol = server.people().newcomer("Carol");
    private final Person eve = server.people().newcomer("Eve");
    private final EncryptedSession adas = devices.of(ada);
    private final EncryptedSession bobs = devices.of(bob);
    private BetweenServer between;
    private EncryptedSession carols;
    private long chat;
    private Membership genuine;

    @BeforeEach
    void aGroupOfTwoAdminsAndCarol() throws IOException {
        between = new BetweenServer(server.port());
        carols = devices.of(between.address(), carol);
        chat = adas.group("Friends", List.of(id(bob), id(carol)));
        adas.members(chat).setRole(id(bob), "admin");
        carols.send(chat, Content.text("before"));
        bobs.send(chat, Content.text("before too"));
        JsonNode newest = Devices.newestEntry(ada, chat);
        genuine = Membership.Signed.parse(CryptoDevice.bytes(newest.path("entry"))).entry();
        assertThat(genuine.epoch()).isEqualTo(2);
    }

    @AfterEach
    void close() {
        between.close();
    }

    private static long id(Person person) {
        return person.id().value();
    }

    /// Everybody there was and Eve, as an admin.
    private List<Member> withEve() {
        List<Member> members = new ArrayList<>(genuine.members());
        members.add(new Member(id(eve), Role.ADMIN));
        return members;
    }

    private static Membership.Signed unsigned(Membership entry) {
        return new Membership.Signed(entry, Bytes.of(new byte[64]));
    }

    private Membership byAda(int device, List<Member> members) {
        return genuine.next(new Address(id(ada), device), genuine.createdMs() + 1, members);
    }

    /// Shows forged entries after the genuine ones, each beside the same certificate.
    private Cheat.Show showing(String certificate, Membership.Signed... forged) {
        return (path, real) -> {
            if (path.endsWith("/chats/" + chat + "/devices")) {
                real.put("membership_epoch", genuine.epoch() + forged.length);
            }
            if (path.contains("/membership")) {
                int at = path.indexOf("from=");
                long from = at < 0 ? Long.MAX_VALUE : Long.parseLong(path.substring(at + 5));
                ArrayNode entries =
                        at < 0 ? real.putArray("entries") : (ArrayNode) real.path("entries");
                for (int i = 0; i < forged.length; i++) {
                    boolean newest = at < 0 && i == forged.length - 1;
                    if (newest || forged[i].entry().epoch() >= from) {
                        ObjectNode one = entries.addObject();
                        one.put(
                                "entry",
                                Base64.getUrlEncoder()
                                        .withoutPadding()
                                        .encodeToString(forged[i].encode()));
                        one.put("certificate", certificate);
                    }
                }
            }
            return real;
        };
    }

    private void refused(Reason reason, String certificate, Membership.Signed... forged) {
        between.becomes(new Cheat(showing(certificate, forged)));
        assertThatThrownBy(() -> carols.send(chat, Content.text("to Eve?")))
                .isInstanceOfSatisfying(
                        EncryptionException.class, e -> assertThat(e.reason()).isEqualTo(reason));
        assertThat(carols.members(chat).members()).hasSize(3).doesNotContainKey(id(eve));

        between.becomes(new BetweenServer.Mischief() {});
        carols.send(chat, Content.text("honest again"));
        assertThat(Devices.texts(bobs)).containsExactly("before", "honest again");
    }

    @Test
    void whatSomebodyIsSaidToHaveSignedWhoIsGoneIsNotBelieved() {
        refused(Reason.UNCONFIRMED, "", unsigned(byAda(GONE, withEve())));
    }

    @Test
    void whoBecameAdminThatWayCannotVouch() {
        CryptoDevice eves = CryptoDevice.first(eve, 1);
        Membership forged = byAda(GONE, withEve());
        Membership again = forged.next(eves.keys.address(), 1, withEve());
        refused(
                Reason.UNCONFIRMED,
                eves.encodedCertificates().getFirst(),
                unsigned(forged),
                again.sign(eves.keys));
    }

    @Test
    void aDeviceThatIsThereMustHaveSigned() {
        refused(Reason.BAD_SIGNATURE, "", unsigned(byAda(1, withEve())));
    }

    @Test
    void whatRemovesTheOtherAdminNobodyVouchesFor() {
        List<Member> withoutBob = withEve();
        withoutBob.removeIf(member -> member.userId() == id(bob));
        Membership forged = byAda(GONE, withoutBob);
        Membership byBob = forged.next(new Address(id(bob), bobs.device()), 1, withoutBob);
        refused(Reason.UNCONFIRMED, "", unsigned(forged));
        refusedAgain(Reason.NOT_A_MEMBER, unsigned(forged), unsigned(byBob));
    }

    private void refusedAgain(Reason reason, Membership.Signed... forged) {
        between.becomes(new Cheat(showing("", forged)));
        assertThatThrownBy(() -> carols.send(chat, Content.text("to Eve?")))
                .isInstanceOfSatisfying(
                        EncryptionException.class, e -> assertThat(e.reason()).isEqualTo(reason));
        assertThat(carols.members(chat).members()).doesNotContainKey(id(eve));
    }

    /// As after a restore: nobody is there any more who signed what is missing.
    @Test
    void aChainThatFellBackIsFollowedOnlyWhenAPersonHasLooked() {
        bobs.send(chat, Content.text("under the second entry"));
        between.becomes(
                new Cheat(
                        (path, real) -> {
                            if (path.endsWith("/chats/" + chat + "/devices")) {
                                real.put("membership_epoch", 1);
                            }
                            if (path.endsWith("/membership")) {
                                real.set("entries", first());
                            } else if (path.contains("/membership?from=")) {
                                real.set(
                                        "entries",
                                        path.endsWith("=1") ? first() : real.arrayNode());
                            }
                            return real;
                        }));
        assertThatThrownBy(() -> carols.send(chat, Content.text("not yet")))
                .isInstanceOfSatisfying(
                        EncryptionException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.LIST_ROLLBACK));

        Map<Long, Role> offered = carols.members(chat).offered();
        assertThat(offered).containsEntry(id(bob), Role.MEMBER).hasSize(3);
        assertThat(carols.members(chat).members()).containsEntry(id(bob), Role.ADMIN);
        carols.members(chat).trustAnew(offered);
        assertThat(carols.members(chat).members()).isEqualTo(offered);
        carols.send(chat, Content.text("go on"));
        assertThat(Devices.texts(bobs)).containsExactly("before", "go on");
    }

    private JsonNode first() {
        ArrayNode entries =
                (ArrayNode)
                        ada.api()
                                .get("/api/e2ee/chats/" + chat + "/membership?from=1")
                                .expect(200)
                                .json()
                                .path("entries");
        entries.remove(1);
        return entries;
    }

    /// A device that knows nothing takes what it is shown. It does not put its name to it, because
    /// those who know more would take that for Bob's word.
    @Test
    void aNewDeviceOfAnAdminVouchesForNothingThatItHasNotFollowed() {
        AtomicInteger signed = new AtomicInteger();
        Cheat.Show show = showing("", unsigned(byAda(GONE, withEve())));
        between.becomes(
                new BetweenServer.Mischief() {
                    @Override
                    public Fate fate(String method, String path) {
                        if (method.equals("POST") && path.endsWith("/membership")) {
                            signed.incrementAndGet();
                        }
                        return Fate.PASS;
                    }

                    @Override
                    public JsonNode answer(String method, String path, JsonNode real) {
                        return real instanceof ObjectNode object ? show.answer(path, object) : real;
                    }
                });
        EncryptedSession deceived =
                EncryptedSession.open(
                        Kocmoc.at(between.address()).signIn(bob.email(), bob.password()),
                        new RatchetStore.Memory(),
                        Devices.EAGER.joining(bobs.accountSeed()));
        deceived.send(chat, Content.text("as it seems"));
        assertThat(deceived.members(chat).members()).containsKey(id(eve));

        assertThatThrownBy(() -> deceived.members(chat).confirm(List.of(id(server.people().ada()))))
                .isInstanceOfSatisfying(
                        EncryptionException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNCONFIRMED));
        assertThat(signed).hasValue(0);
    }
}
