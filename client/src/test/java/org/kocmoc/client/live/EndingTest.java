package org.kocmoc.client.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.kocmoc.client.wire.Ending;
import org.kocmoc.client.wire.Ending.Action;

class EndingTest {
    @Test
    void theRangeOfTheCodeDecides() {
        assertThat(Ending.of(4000, "slow").action()).isEqualTo(Action.RECONNECT);
        assertThat(Ending.of(4103, "maintenance 30000").action()).isEqualTo(Action.BACK_OFF);
        assertThat(Ending.of(4202, "replaced").action()).isEqualTo(Action.STAY_AWAY);
        assertThat(Ending.of(4401, "token_invalid").action()).isEqualTo(Action.SIGN_IN);
        assertThat(Ending.of(1001, "going away").action()).isEqualTo(Action.BACK_OFF);
        assertThat(Ending.broken("reset").action()).isEqualTo(Action.BACK_OFF);
    }

    @Test
    void theTimeToWaitStandsAfterTheWord() {
        assertThat(Ending.of(4002, "moved 5000"))
                .isEqualTo(new Ending(4002, "moved", Duration.ofSeconds(5)));
        assertThat(Ending.of(4000, "").pause()).isZero();
        assertThat(Ending.of(4002, "moved soon").pause()).isZero();
    }

    @Test
    void backingOffDoublesUpToABoundAndStartsAnew() {
        Backoff backoff = new Backoff(Duration.ofSeconds(4));
        Ending broken = Ending.broken("reset");
        for (long longest : new long[] {1_000, 2_000, 4_000, 4_000}) {
            assertThat(backoff.after(broken)).isBetween(Duration.ZERO, Duration.ofMillis(longest));
        }
        backoff.reset();
        assertThat(backoff.after(broken)).isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.after(Ending.of(4000, "slow"))).isZero();
        assertThatThrownBy(() -> backoff.after(Ending.of(4403, "banned")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
