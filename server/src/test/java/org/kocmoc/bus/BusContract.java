package org.kocmoc.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every bus keeps to, as seen from two places of one installation.
abstract class BusContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// Where tests publish.
    abstract Bus here();

    /// Another place of the same installation; the same bus if there is only one.
    abstract Bus there();

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static void await(String what, java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long: " + what).isLessThan(deadline);
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /// Everything that was published before has arrived at the other place.
    void settle() {
        List<String> seen = new CopyOnWriteArrayList<>();
        Bus.Subscription subscription = there().subscribe("settle", p -> seen.add("x"));
        await(
                "nothing arrives",
                () -> {
                    here().publish("settle", bytes("x"));
                    return !seen.isEmpty();
                });
        subscription.close();
    }

    private static List<String> collect(Bus bus, String subject) {
        List<String> heard = new CopyOnWriteArrayList<>();
        bus.subscribe(subject, payload -> heard.add(new String(payload, UTF_8)));
        return heard;
    }

    @Test
    void whoHasSettledHearsEverythingFromThenOn() {
        for (int i = 0; i < 300; i++) {
            List<String> heard = collect(there(), "settled." + i);
            there().settle();
            here().publish("settled." + i, bytes("at once"));
            await("it came", () -> !heard.isEmpty());
        }
    }

    @Test
    void aPayloadReachesEverySubscriberOfItsSubjectOnce() {
        List<String> near = collect(here(), "chat.1");
        List<String> nearToo = collect(here(), "chat.1");
        List<String> far = collect(there(), "chat.1");
        List<String> others = collect(there(), "chat.11");
        settle();

        here().publish("chat.1", bytes("hello"));
        settle();

        assertThat(List.of(near, nearToo, far))
                .allSatisfy(l -> assertThat(l).containsOnlyOnce("hello"));
        assertThat(near).hasSize(1);
        assertThat(far).hasSize(1);
        assertThat(others).isEmpty();
    }

    @Test
    void subscribersOfTheSamePlaceAreCalledBeforePublishReturns() {
        List<String> near = collect(here(), "user.7");

        here().publish("user.7", bytes("now"));

        assertThat(near).containsExactly("now");
        settle();
        assertThat(near).as("and not again by the network").containsExactly("now");
    }

    @Test
    void payloadsOfOnePublisherKeepTheirOrder() {
        List<String> far = collect(there(), "chat.2");
        settle();
        List<String> sent = IntStream.range(0, 2_000).mapToObj(Integer::toString).toList();

        sent.forEach(text -> here().publish("chat.2", bytes(text)));

        await("all of them", () -> far.size() >= sent.size());
        assertThat(far).containsExactlyElementsOf(sent);
    }

    @Test
    void aClosedSubscriptionHearsNothingAndOthersGoOn() {
        List<String> left = new CopyOnWriteArrayList<>();
        Bus.Subscription subscription =
                there().subscribe("chat.3", payload -> left.add(new String(payload, UTF_8)));
        List<String> stays = collect(there(), "chat.3");
        settle();

        subscription.close();
        subscription.close();
        here().publish("chat.3", bytes("after"));
        settle();

        assertThat(left).isEmpty();
        assertThat(stays).containsExactly("after");
    }

    @Test
    void whoSubscribesAgainHearsAgain() {
        there().subscribe("chat.4", payload -> {}).close();
        List<String> again = collect(there(), "chat.4");
        settle();

        here().publish("chat.4", bytes("again"));
        settle();

        assertThat(again).containsExactly("again");
    }

    @Test
    void aSubscriberThatFailsHarmsNobody() {
        there().subscribe(
                        "chat.5",
                        payload -> {
                            throw new IllegalStateException("of the test");
                        });
        List<String> other = collect(there(), "chat.5");
        settle();

        here().publish("chat.5", bytes("one"));
        here().publish("chat.5", bytes("two"));
        settle();

        assertThat(other).containsExactly("one", "two");
    }

    @Test
    void manyMaySubscribeLeaveAndPublishAtOnce() throws InterruptedException {
        List<String> far = collect(there(), "chat.6");
        settle();
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads =
                IntStream.range(0, 8)
                        .mapToObj(
                                number ->
                                        Thread.ofVirtual()
                                                .start(
                                                        () -> {
                                                            try {
                                                                churn(number);
                                                            } catch (RuntimeException e) {
                                                                failures.add(e);
                                                            }
                                                        }))
                        .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        settle();

        assertThat(failures).isEmpty();
        assertThat(far).hasSize(8 * 100).doesNotHaveDuplicates();
    }

    private void churn(int number) {
        for (int i = 0; i < 100; i++) {
            Bus.Subscription passing = there().subscribe("chat.6", payload -> {});
            here().publish("chat.6", bytes(number + "/" + i));
            passing.close();
        }
    }

    @Test
    void payloadsAreCarriedAsTheyAre() {
        List<byte[]> far = new CopyOnWriteArrayList<>();
        there().subscribe("chat.7", far::add);
        settle();
        byte[] all = new byte[256];
        IntStream.range(0, 256).forEach(i -> all[i] = (byte) i);

        here().publish("chat.7", all);
        here().publish("chat.7", new byte[0]);
        settle();

        assertThat(far).hasSize(2);
        assertThat(far.get(0)).isEqualTo(all);
        assertThat(far.get(1)).isEmpty();
    }

    @Test
    void aHealthyBusIsWhole() {
        settle();

        assertThat(here().state().isWhole()).isTrue();
        assertThat(there().state().isWhole()).isTrue();
    }
}
