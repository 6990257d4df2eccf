package org.kocmoc.client.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kocmoc.client.live.Samples;
import org.kocmoc.client.model.Draft;
import org.kocmoc.client.model.Message;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.client.wire.UnreachableException;

class OutboxTest {
    private final List<String> tries = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger seqs = new AtomicInteger();

    private Message stored(Draft draft) {
        return Samples.message(
                seqs.incrementAndGet(), Samples.ADA, draft.text(), 0, false, List.of());
    }

    @Test
    void whatWasNotAcknowledgedIsRepeatedUnderTheSameKeyAndInOrder() {
        AtomicInteger calls = new AtomicInteger();
        try (Outbox outbox =
                new Outbox(
                        (chat, draft) -> {
                            tries.add(draft.clientId());
                            return switch (calls.incrementAndGet()) {
                                case 1 -> throw new UnreachableException("cut");
                                case 2 ->
                                        throw new RefusedException(
                                                503, "log_full", "full", Duration.ofMillis(1));
                                default -> stored(draft);
                            };
                        })) {
            Draft first = Draft.text("first");
            Draft second = Draft.text("second");
            CompletableFuture<Message> one = outbox.put(5, first);
            CompletableFuture<Message> two = outbox.put(5, second);

            assertThat(two.join().text()).isEqualTo("second");
            assertThat(one.join().seq()).isLessThan(two.join().seq());
            assertThat(tries)
                    .containsExactly(
                            first.clientId(),
                            first.clientId(),
                            first.clientId(),
                            second.clientId());
        }
    }

    @Test
    void aRefusalForGoodFailsItsMessageAndNotTheNext() {
        try (Outbox outbox =
                new Outbox(
                        (chat, draft) -> {
                            if ("bad".equals(draft.text())) {
                                throw new RefusedException(403, "not_a_member", "no", null);
                            }
                            return stored(draft);
                        })) {
            CompletableFuture<Message> bad = outbox.put(5, Draft.text("bad"));
            CompletableFuture<Message> good = outbox.put(5, Draft.text("good"));

            assertThatThrownBy(bad::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(RefusedException.class);
            assertThat(good.join().text()).isEqualTo("good");
        }
    }

    @Test
    void aClosedOutboxSaysThatItDoesNotKnow() {
        Outbox outbox =
                new Outbox(
                        (chat, draft) -> {
                            throw new UnreachableException("cut");
                        });
        CompletableFuture<Message> never = outbox.put(5, Draft.text("never"));
        outbox.close();

        assertThatThrownBy(never::join).hasCauseInstanceOf(UnreachableException.class);
    }
}
