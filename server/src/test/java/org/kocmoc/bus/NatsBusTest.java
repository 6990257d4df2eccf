package org.kocmoc.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kocmoc.base.Secret;
import org.kocmoc.testkit.NatsServer;
import org.kocmoc.testkit.Relay;

/// Two nodes over a real NATS server, one of them through a network that can be cut.
class NatsBusTest extends BusContract {
    private NatsServer nats;
    private Relay network;
    private NatsBus here;
    private NatsBus there;

    @BeforeEach
    void start() throws IOException {
        nats = new NatsServer();
        network = new Relay();
        network.to(nats.port());
        here = new NatsBus(settings(nats.url()));
        there = new NatsBus(settings("nats://127.0.0.1:" + network.port()));
        await("connected", () -> here.state().isWhole() && there.state().isWhole());
    }

    @AfterEach
    void stop() throws IOException {
        here.close();
        there.close();
        network.close();
        nats.close();
    }

    private static NatsSettings settings(String url) {
        return new NatsSettings(new Secret(url), "kocmoc.test.");
    }

    @Override
    Bus here() {
        return here;
    }

    @Override
    Bus there() {
        return there;
    }

    @Test
    void aNodeHearsOnlyWhatItSubscribedTo() {
        there.subscribe("user.1", payload -> {});
        settle();
        long before = there.state().received();

        for (int i = 0; i < 1_000; i++) {
            here.publish("user.2", bytes("for nobody there"));
        }
        here.publish("user.1", bytes("for there"));
        await("its own", () -> there.state().received() > before);
        settle();

        // One of its own and a few by which the test settled.
        assertThat(there.state().received() - before).isLessThan(100);
    }

    @Test
    void manyWhoSettleAtOnceKeepTheConnection() throws InterruptedException {
        long before = here.state().gaps();
        List<Thread> many = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String subject = "chat." + i;
            many.add(
                    Thread.startVirtualThread(
                            () -> {
                                here.subscribe(subject, payload -> {});
                                here.settle();
                            }));
        }
        for (Thread one : many) {
            one.join();
        }

        assertThat(here.state().isWhole()).isTrue();
        assertThat(here.state().gaps()).isEqualTo(before);
    }

    @Test
    void withoutNatsANodeServesItselfAndRecovers() {
        AtomicInteger gaps = new AtomicInteger();
        there.onGap(gaps::incrementAndGet);
        List<String> near = new CopyOnWriteArrayList<>();
        List<String> far = new CopyOnWriteArrayList<>();
        here.subscribe("chat.1", p -> near.add(new String(p, UTF_8)));
        there.subscribe("chat.1", p -> far.add(new String(p, UTF_8)));
        settle();

        nats.kill();
        await("lost", () -> !here.state().isWhole() && !there.state().isWhole());
        int atLoss = gaps.get();
        here.publish("chat.1", bytes("alone"));
        there.subscribe("chat.2", p -> far.add(new String(p, UTF_8)));

        assertThat(atLoss).isPositive();
        assertThat(near).containsExactly("alone");
        assertThat(here.state().dropped()).isPositive();

        nats.start();
        await("found", () -> here.state().isWhole() && there.state().isWhole());
        settle();
        here.publish("chat.1", bytes("together"));
        here.publish("chat.2", bytes("subscribed meanwhile"));
        await("heard again", () -> far.size() == 2);

        assertThat(far).containsExactly("together", "subscribed meanwhile");
        assertThat(gaps.get()).isGreaterThan(atLoss);
    }

    @Test
    void whoWasCutOffTellsTheOthersThatTheyMissedSomething() {
        AtomicInteger gaps = new AtomicInteger();
        here.onGap(gaps::incrementAndGet);
        settle();
        assertThat(gaps).hasValue(0);

        network.refuse(true);
        await("cut off", () -> !there.state().isWhole());
        there.publish("chat.1", bytes("nobody hears this"));
        network.refuse(false);

        await("told", () -> gaps.get() > 0);
        assertThat(here.state().isWhole()).isTrue();
    }

    @Test
    void publishingNeverWaits() throws InterruptedException {
        nats.kill();
        Thread publisher =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    for (int i = 0; i < 200_000; i++) {
                                        here.publish("chat.1", new byte[1_000]);
                                    }
                                });

        assertThat(publisher.join(java.time.Duration.ofSeconds(60))).isTrue();
        assertThat(here.state().dropped()).isPositive();
    }

    @Test
    void aPayloadThatNatsDoesNotTakeIsDropped() {
        List<String> far = new CopyOnWriteArrayList<>();
        there.subscribe("chat.1", p -> far.add(Integer.toString(p.length)));
        settle();

        here.publish("chat.1", new byte[2 << 20]);
        here.publish("chat.1", new byte[3]);
        settle();

        assertThat(far).containsExactly("3");
        assertThat(here.state().dropped()).isEqualTo(1);
    }

    @Test
    void installationsThatShareAServerDoNotHearEachOther() {
        try (NatsBus stranger =
                new NatsBus(new NatsSettings(new Secret(nats.url()), "kocmoc.other."))) {
            List<String> heard = new CopyOnWriteArrayList<>();
            stranger.subscribe("chat.1", p -> heard.add("x"));
            await("connected", () -> stranger.state().isWhole());

            here.publish("chat.1", bytes("secret"));
            settle();

            assertThat(heard).isEmpty();
            assertThat(stranger.state().received()).isZero();
        }
    }

    @Test
    void theNameAndPasswordInTheAddressSignIn() {
        try (NatsServer locked = new NatsServer("--user", "kocmoc", "--pass", "p:ss w/rd");
                NatsBus right =
                        new NatsBus(
                                settings(
                                        "nats://kocmoc:p%3Ass%20w%2Frd@127.0.0.1:"
                                                + locked.port()));
                NatsBus wrong =
                        new NatsBus(settings("nats://kocmoc:guess@127.0.0.1:" + locked.port()))) {
            await("signed in", () -> right.state().isWhole());

            assertThat(wrong.state().isWhole()).isFalse();
        }
    }

    @Test
    void natsMayComeLater() {
        NatsServer late = new NatsServer();
        late.kill();
        try (NatsBus early = new NatsBus(settings(late.url()))) {
            List<String> heard = new CopyOnWriteArrayList<>();
            early.subscribe("chat.1", p -> heard.add(new String(p, UTF_8)));
            early.publish("chat.1", bytes("alone"));
            assertThat(early.state().isWhole()).isFalse();
            assertThat(heard).containsExactly("alone");

            late.start();
            await("connected", () -> early.state().isWhole());
        } finally {
            late.close();
        }
    }

    @Test
    void addressesAreChecked() {
        assertThat(NatsSettings.check("nats://a:4222, tls://u:p@b")).isNotEmpty();
        assertThatThrownBy(() -> NatsSettings.check("http://a:4222"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NatsSettings.check("nats://a:4222,"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
