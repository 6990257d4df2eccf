package org.kocmoc.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.base.Bytes;
import org.kocmoc.ratchet.LinkHost;
import org.kocmoc.ratchet.LinkNewcomer;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.CryptoDevice;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestClock;
import org.kocmoc.testkit.TestServer;

class LinksTest {
    private static final TestClock CLOCK = new TestClock();

    @RegisterExtension static final TestServer server = new TestServer().with(CLOCK);

    private final Person ada = server.people().newcomer("Ada");
    private final Api host = ada.api();
    private final Api newcomer = signedInAgain(ada);

    private static Api signedInAgain(Person person) {
        CLOCK.advance(Duration.ofSeconds(1));
        return server.api()
                .as(
                        server.api()
                                .post(
                                        "/api/auth/login",
                                        Map.of(
                                                "email",
                                                person.email(),
                                                "password",
                                                person.password()))
                                .expect(200)
                                .json()
                                .path("token")
                                .asString());
    }

    private static String path(org.kocmoc.ratchet.Bytes rendezvous) {
        return "/api/e2ee/links/" + Bytes.base64Url(rendezvous.toArray());
    }

    private static Map<String, Object> kem(LinkNewcomer attempt) {
        return Map.of("kem_key", Bytes.base64Url(attempt.kemKey().toArray()));
    }

    @Test
    void twoDevicesMeetAndAgree() {
        LinkNewcomer attempt = LinkNewcomer.begin();
        String link = path(attempt.rendezvous());
        newcomer.put(link, kem(attempt)).expect(201);
        var seen = host.get(link).expect(200).json();
        LinkHost old =
                LinkHost.scan(
                        attempt.qr(),
                        org.kocmoc.ratchet.Bytes.of(CryptoDevice.bytes(seen.path("kem_key"))));
        host.put(link + "/offer", Map.of("offer", Bytes.base64Url(old.offer()))).expect(200);
        attempt.accept(CryptoDevice.bytes(newcomer.get(link).json().path("offer")));

        assertThat(newcomer.get(link + "/frames/0").expect(200).json().path("frame").isNull())
                .isTrue();
        byte[] frame = Bytes.random(200);
        Map<String, Object> body = Map.of("frame", Bytes.base64Url(frame));
        host.put(link + "/frames/0", body).expect(200);
        host.put(link + "/frames/0", body).expect(200);
        host.put(link + "/frames/2", body).expect(400);
        assertThat(CryptoDevice.bytes(newcomer.get(link + "/frames/0").json().path("frame")))
                .isEqualTo(frame);
        assertThat(host.get(link + "/frames/0").json().path("frame").isNull()).isTrue();
        newcomer.delete(link).expect(200);
        host.get(link).expect(404);
    }

    @Test
    void anInvitationServesOnceAndOnlyItsTwoDevices() {
        LinkNewcomer attempt = LinkNewcomer.begin();
        String link = path(attempt.rendezvous());
        newcomer.put(link, kem(attempt)).expect(201);
        Map<String, Object> offer = Map.of("offer", Bytes.base64Url(new byte[1_121]));
        code(newcomer.put(link + "/offer", offer), 409, "link_used");
        host.put(link + "/offer", offer).expect(200);
        code(host.put(link + "/offer", offer), 409, "link_used");
        Api third = signedInAgain(ada);
        code(third.put(link + "/offer", offer), 409, "link_used");
        code(third.get(link), 409, "link_used");
        code(third.get(link + "/frames/0"), 409, "link_used");
        code(server.people().newcomer("Eve").api().get(link), 404, "link_not_found");
    }

    @Test
    void twoMinutesAndAMailboxFull() {
        LinkNewcomer attempt = LinkNewcomer.begin();
        String link = path(attempt.rendezvous());
        newcomer.put(link, kem(attempt)).expect(201);
        host.put(link + "/offer", Map.of("offer", Bytes.base64Url(new byte[1_121]))).expect(200);
        Map<String, Object> frame = Map.of("frame", Bytes.base64Url(new byte[10]));
        for (int i = 0; i < 32; i++) {
            host.put(link + "/frames/" + i, frame).expect(200);
        }
        code(host.put(link + "/frames/32", frame), 409, "link_full");
        host.put(link + "/frames/0", Map.of("frame", Bytes.base64Url(new byte[720_897])))
                .expect(400);
        newcomer.put("/api/e2ee/links/short", kem(attempt)).expect(404);
        newcomer.put(path(LinkNewcomer.begin().rendezvous()), Map.of("kem_key", "x")).expect(400);

        CLOCK.advance(Duration.ofSeconds(121));
        code(host.get(link), 404, "link_not_found");
        new Links(server.database(), CLOCK).expire();
        assertThat(
                        server.database()
                                .<Long, RuntimeException>read(
                                        h ->
                                                h.createQuery(
                                                                "SELECT count(*) FROM e2ee_link_frames")
                                                        .mapTo(Long.class)
                                                        .one()))
                .isZero();
    }

    private static void code(Answer answer, int status, String code) {
        answer.expect(status);
        assertThat(answer.json().path("code").asString()).isEqualTo(code);
    }
}
