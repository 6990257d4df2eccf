package org.kocmoc.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Nodes;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import org.kocmoc.testkit.TestSocket;

/// Two servers on one database whose operator has forgotten `NATS_URL`.
class ForgottenNatsTest {
    @Order(1)
    @RegisterExtension
    static final TestServer A = new TestServer();

    @Order(2)
    @RegisterExtension
    static final TestServer B = A.beside();

    @Test
    void eachNoticesTheOtherAndLooksIntoTheDatabaseEverySecond() {
        Person ada = A.people().newcomer("Ada");
        Person bob = A.people().newcomer("Bob");
        long chat = ada.chatWith(bob);
        Nodes.await("A notices", () -> Nodes.bus(A).equals("lost"));
        Nodes.await("B notices", () -> Nodes.bus(B).equals("lost"));

        assertThat(Nodes.figure(A, "kocmoc_bus_whole")).isZero();
        assertThat(Nodes.figure(B, "kocmoc_bus_whole")).isZero();
        try (TestSocket bobs = TestSocket.of(B, bob)) {
            for (int i = 0; i < 3; i++) {
                long seq =
                        ada.api()
                                .post("/api/messages/" + chat, Map.of("text", "number " + i))
                                .expect(201)
                                .json()
                                .path("message")
                                .path("seq")
                                .asLong();
                bobs.entry(chat, seq);
            }
        }

        B.stop();
        Nodes.await("A is alone again", () -> Nodes.bus(A).equals("local"));
    }
}
