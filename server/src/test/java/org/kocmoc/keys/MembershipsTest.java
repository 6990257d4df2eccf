package org.kocmoc.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kocmoc.testkit.CryptoDevice.bytes;
import static org.kocmoc.testkit.CryptoDevice.text;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.Membership;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.CryptoDevice;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class MembershipsTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().newcomer("Ada");
    private final Person bob = server.people().newcomer("Bob");
    private final CryptoDevice adas = CryptoDevice.first(ada, 1);
    private final CryptoDevice bobs = CryptoDevice.first(bob, 1);
    private long chat;

    @BeforeEach
    void group() {
        chat =
                ada.api()
                        .post(
                                "/api/chats",
                                Map.of(
                                        "type",
                                        "group",
                                        "name",
                                        "G",
                                        "participantIds",
                                        List.of(bob.id()),
                                        "mode",
                                        "e2ee"))
                        .expect(201)
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
    }

    private static Address address(CryptoDevice device) {
        return device.keys.address();
    }

    private Membership first(long group, CryptoDevice actor) {
        byte[] id = ByteBuffer.allocate(16).putLong(8, group).array();
        return Membership.first(Bytes.of(id), address(actor), 1, members(ada, bob));
    }

    private static List<Membership.Member> members(Person admin, Person... others) {
        List<Membership.Member> members = new ArrayList<>();
        members.add(new Membership.Member(admin.id().value(), Membership.Role.ADMIN));
        for (Person one : others) {
            members.add(new Membership.Member(one.id().value(), Membership.Role.MEMBER));
        }
        return members;
    }

    private Answer post(CryptoDevice by, Membership.Signed entry) {
        return by.api.post(
                "/api/e2ee/chats/" + chat + "/membership", Map.of("entry", text(entry.encode())));
    }

    private JsonNode chain(String query) {
        return bobs.api.get("/api/e2ee/chats/" + chat + "/membership" + query).expect(200).json();
    }

    private JsonNode roster() {
        return bobs.api.get("/api/e2ee/chats/" + chat + "/devices").expect(200).json();
    }

    @Test
    void entriesFollowEachOtherAndChangeTheRoster() {
        assertThat(chain("").path("entries").size()).isZero();
        JsonNode before = roster();
        assertThat(before.path("membership_epoch").asLong()).isZero();
        Membership one = first(chat, adas);
        post(adas, one.sign(adas.keys)).expect(201);
        post(adas, one.sign(adas.keys)).expect(201);
        assertThat(roster().path("membership_epoch").asLong()).isEqualTo(1);
        assertThat(roster().path("version")).isNotEqualTo(before.path("version"));

        Membership two = one.next(address(adas), 2, members(ada));
        post(adas, two.sign(adas.keys)).expect(201);
        assertThat(chain("?from=1").path("entries").size()).isEqualTo(2);
        JsonNode newest = chain("").path("entries").get(0);
        Membership.Signed read = Membership.Signed.parse(bytes(newest.path("entry")));
        assertThat(read.entry()).isEqualTo(two);
        assertThat(newest.path("certificate").asString())
                .isEqualTo(adas.encodedCertificates().getFirst());
        assertThat(chain("?from=3").path("entries").size()).isZero();
    }

    @Test
    void ofTwoEntriesAtOnceOnlyOneCounts() {
        Membership one = first(chat, adas);
        post(adas, one.sign(adas.keys)).expect(201);
        // Bob leaves while Ada takes him off.
        post(bobs, one.next(address(bobs), 2, members(ada)).sign(bobs.keys)).expect(201);
        refused(post(adas, one.next(address(adas), 3, members(ada)).sign(adas.keys)));
        Membership gap =
                one.next(address(adas), 3, members(ada)).next(address(adas), 4, members(ada));
        refused(post(adas, gap.sign(adas.keys)));
        assertThat(chain("?from=1").path("entries").size()).isEqualTo(2);
    }

    @Test
    void onlyAdminsSignAndEverybodyMayLeave() {
        tooLow(post(bobs, first(chat, bobs).sign(bobs.keys)));
        Membership one = first(chat, adas);
        post(adas, one.sign(adas.keys)).expect(201);
        List<Membership.Member> taken = members(bob, ada);
        taken.sort(Comparator.comparingLong(Membership.Member::userId));
        tooLow(post(bobs, one.next(address(bobs), 2, taken).sign(bobs.keys)));
        tooLow(post(bobs, one.next(address(bobs), 2, members(ada, bob)).sign(bobs.keys)));
        assertThat(chain("?from=1").path("entries").size()).isEqualTo(1);

        Membership two = one.next(address(adas), 2, members(ada));
        post(adas, two.sign(adas.keys)).expect(201);
        tooLow(post(bobs, two.next(address(bobs), 3, members(ada, bob)).sign(bobs.keys)));
    }

    /// So an admin vouches for what nobody else can check any more.
    @Test
    void anAdminMaySignTheSameMembersAgainAndAMemberMayNot() {
        Membership one = first(chat, adas);
        post(adas, one.sign(adas.keys)).expect(201);
        tooLow(post(bobs, one.next(address(bobs), 2, one.members()).sign(bobs.keys)));
        post(adas, one.next(address(adas), 2, one.members()).sign(adas.keys)).expect(201);

        assertThat(chain("?from=1").path("entries").size()).isEqualTo(2);
    }

    @Test
    void whatADeletedAccountSignedStaysWithItsCertificate() {
        Membership one = first(chat, adas);
        post(adas, one.sign(adas.keys)).expect(201);
        server.people().admin().api().delete("/api/admin/users/" + ada.id()).expect(200);

        JsonNode kept = chain("?from=1").path("entries").get(0);
        assertThat(Membership.Signed.parse(bytes(kept.path("entry"))).entry()).isEqualTo(one);
        assertThat(kept.path("certificate").asString())
                .isEqualTo(adas.encodedCertificates().getFirst());
        // As of anybody who shows this user nothing.
        assertThat(
                        bobs.api
                                .get("/api/e2ee/users/" + ada.id() + "/devices")
                                .expect(403)
                                .json()
                                .path("code")
                                .asString())
                .isEqualTo("keys_refused");
    }

    private static void tooLow(Answer answer) {
        assertThat(answer.expect(403).json().path("code").asString()).isEqualTo("role_too_low");
    }

    private static void refused(Answer answer) {
        assertThat(answer.expect(409).json().path("code").asString())
                .isEqualTo("membership_changed");
    }

    @Test
    void whatADeviceHasNotSignedForThisChatIsRefused() {
        invalid(post(bobs, first(chat, adas).sign(adas.keys)));
        invalid(post(adas, first(chat + 1, adas).sign(adas.keys)));
        invalid(post(adas, first(chat, adas).sign(bobs.keys)));
        byte[] torn = first(chat, adas).sign(adas.keys).encode();
        torn[120] ^= 1;
        invalid(
                adas.api.post(
                        "/api/e2ee/chats/" + chat + "/membership", Map.of("entry", text(torn))));
        invalid(adas.api.post("/api/e2ee/chats/" + chat + "/membership", Map.of()));
        Person eve = server.people().newcomer("Eve");
        CryptoDevice eves = CryptoDevice.first(eve, 1);
        post(eves, first(chat, eves).sign(eves.keys)).expect(403);
        eve.api().get("/api/e2ee/chats/" + chat + "/membership").expect(403);
        assertThat(chain("").path("entries").size()).isZero();
    }

    private static void invalid(Answer answer) {
        assertThat(answer.expect(400).json().path("code").asString())
                .isEqualTo("membership_invalid");
    }
}
