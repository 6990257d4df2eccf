package org.kocmoc.client.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kocmoc.client.live.Samples.ADA;
import static org.kocmoc.client.live.Samples.BOB;
import static org.kocmoc.client.live.Samples.CHAT;
import static org.kocmoc.client.live.Samples.about;
import static org.kocmoc.client.live.Samples.apply;
import static org.kocmoc.client.live.Samples.entry;
import static org.kocmoc.client.live.Samples.held;
import static org.kocmoc.client.live.Samples.message;
import static org.kocmoc.client.live.Samples.own;
import static org.kocmoc.client.live.Samples.sent;
import static org.kocmoc.client.live.Samples.seqs;
import static org.kocmoc.client.live.Samples.state;
import static org.kocmoc.client.live.Samples.tombstone;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kocmoc.client.model.Counts;
import org.kocmoc.client.model.Event;
import org.kocmoc.client.model.Position;
import org.kocmoc.client.model.SyncPage;

class StateTest {
    private static List<Event> history() {
        return List.of(
                sent(message(11, BOB)),
                sent(message(12, ADA)),
                about("message:edit", 13, message(11, BOB, "better", 1, false, List.of())),
                sent(message(14, BOB)),
                about("message:delete", 15, tombstone(14, BOB)),
                entry("chat:update", 16, Map.of("name", "Renamed")),
                sent(message(17, BOB, "@Ada", 0, false, List.of(ADA))));
    }

    @Test
    void eventsMoveMessagesCountsAndPosition() {
        State after = apply(state(10), history().toArray(Event[]::new));

        assertThat(held(after).position()).isEqualTo(new Position(1, 17));
        assertThat(seqs(after)).containsExactly(11L, 12L, 14L, 17L);
        assertThat(held(after).window().find(11).orElseThrow().text()).isEqualTo("better");
        assertThat(held(after).window().find(14).orElseThrow().deleted()).isTrue();
        assertThat(held(after).chat().name()).isEqualTo("Renamed");
        assertThat(held(after).countsAreSure()).as("after a deletion").isFalse();
        State told = after.counted(CHAT, new Counts(17, 10, 2, 1));
        assertThat(held(told).unread()).isEqualTo(2);
        assertThat(held(told).mentions()).isEqualTo(1);
        assertThat(held(told).countsAreSure()).isTrue();
    }

    @Test
    void repeatsAndAnyOrderOfArrivalGiveTheSameState() {
        State wanted = apply(state(10), history().toArray(Event[]::new));
        Random random = new Random(20_261_125);
        for (int round = 0; round < 200; round++) {
            List<Event> arrivals = new ArrayList<>(history());
            arrivals.addAll(history().subList(0, random.nextInt(history().size())));
            Collections.shuffle(arrivals, random);

            State after = apply(state(10), arrivals.toArray(Event[]::new));

            assertThat(after).isEqualTo(wanted);
        }
    }

    @Test
    void aGapIsAskedForAndAppliesNothing() {
        Step step = state(10).apply(sent(message(12, BOB)));

        assertThat(step.applied()).isEmpty();
        assertThat(step.needs()).containsExactly(new Need.Events(CHAT));
        assertThat(seqs(step.state())).isEmpty();

        Step filled = step.state().apply(sent(message(11, BOB)));
        assertThat(filled.applied()).hasSize(2);
        assertThat(seqs(filled.state())).containsExactly(11L, 12L);
        assertThat(filled.state().early()).isEqualTo(Early.NONE);
    }

    @Test
    void nothingBringsADeletedMessageBack() {
        State deleted =
                apply(
                        state(10),
                        sent(message(11, BOB)),
                        about("message:delete", 12, tombstone(11, BOB)));

        State late =
                apply(
                        deleted,
                        about(
                                "message:reaction",
                                13,
                                message(11, BOB, "old", 3, false, List.of())));

        assertThat(held(late).window().find(11).orElseThrow().deleted()).isTrue();
    }

    @Test
    void anOlderRevisionNeverReplacesANewerOne() {
        State edited =
                apply(
                        state(10),
                        sent(message(11, BOB, "second", 2, false, List.of())),
                        about("message:edit", 12, message(11, BOB, "first", 1, false, List.of())));

        assertThat(held(edited).window().find(11).orElseThrow().text()).isEqualTo("second");
    }

    @Test
    void aDeletionAboveTheReadMarkAsksForTheCounts() {
        Counts some = new Counts(10, 5, 3, 0);
        State unread = state(10).counted(CHAT, new Counts(10, 10, 0, 0));
        assertThat(held(unread).unread()).isZero();
        State behind =
                State.start(
                        ADA,
                        new SyncPage(
                                new SyncPage.Own(new Position(1, 0), false, false, List.of()),
                                List.of(Samples.head(10, some))),
                        List.of(Samples.chat(10)));

        Step step = behind.apply(about("message:delete", 11, tombstone(7, BOB)));

        assertThat(step.needs()).containsExactly(new Need.Numbers());
        assertThat(held(step.state()).countsAreSure()).isFalse();
        State told = step.state().counted(CHAT, new Counts(11, 5, 2, 0));
        assertThat(held(told).unread()).isEqualTo(2);
        assertThat(held(told).countsAreSure()).isTrue();
    }

    @Test
    void readingAheadOfTheLogTakesEffectWhenTheLogIsThere() {
        State after =
                apply(
                        state(10),
                        sent(message(11, BOB)),
                        own(
                                1,
                                "chat:read",
                                Map.of(
                                        "chat",
                                        CHAT,
                                        "read_seq",
                                        12,
                                        "unread",
                                        1,
                                        "mentions",
                                        0,
                                        "at",
                                        13)));
        assertThat(held(after).unread()).isEqualTo(1);
        assertThat(held(after).readSeq()).isEqualTo(10);

        State there = apply(after, sent(message(12, BOB)), sent(message(13, BOB)));

        assertThat(held(there).readSeq()).isEqualTo(12);
        assertThat(held(there).unread()).isEqualTo(1);
        assertThat(held(apply(there, sent(message(14, BOB)))).unread()).isEqualTo(2);
    }

    @Test
    void readingBehindTheLogCountsWhatCameSince() {
        State after =
                apply(
                        state(10),
                        sent(message(11, BOB)),
                        sent(message(12, BOB)),
                        sent(message(13, BOB)),
                        own(
                                1,
                                "chat:read",
                                Map.of(
                                        "chat",
                                        CHAT,
                                        "read_seq",
                                        11,
                                        "unread",
                                        1,
                                        "mentions",
                                        0,
                                        "at",
                                        12)));

        assertThat(held(after).unread()).isEqualTo(2);
        assertThat(held(after).countsAreSure()).isTrue();
    }

    @Test
    void anUnknownChatIsFetchedAndALostOneForgotten() {
        Step gained = State.empty(ADA).apply(own(1, "chat:new", Map.of("chat", CHAT)));
        assertThat(gained.needs()).containsExactly(new Need.WholeChat(CHAT));

        State lost = apply(state(10), own(1, "chat:delete", Map.of("chat", CHAT)));
        assertThat(lost.chats()).isEmpty();
        assertThat(lost.position()).isEqualTo(new Position(1, 1));
    }

    @Test
    void unknownTypesMoveThePositionAndNothingElse() {
        State after = apply(state(10), entry("chat:dance", 11, Map.of("with", BOB)));

        assertThat(held(after).position()).isEqualTo(new Position(1, 11));
        assertThat(seqs(after)).isEmpty();
    }

    @Test
    void aResumeDropsWhatIsGoneAndFetchesWhatIsNewOrCannotBeContinued() {
        SyncPage nothing =
                new SyncPage(
                        new SyncPage.Own(new Position(1, 0), false, false, List.of()), List.of());
        assertThat(state(10).told(nothing).state().chats()).isEmpty();

        SyncPage.Head reload =
                new SyncPage.Head(
                        CHAT,
                        new Position(2, 3),
                        3,
                        new Counts(3, 0, 0, 0),
                        null,
                        null,
                        true,
                        false,
                        List.of());
        Step step = state(10).told(new SyncPage(nothing.user(), List.of(reload)));
        assertThat(step.state().chats()).isEmpty();
        assertThat(step.needs()).containsExactly(new Need.WholeChat(CHAT));
    }

    @Test
    void aResumeReadBeforeTheOwnLogCameSoFarDropsNothing() {
        State later = apply(state(10), own(1, "settings:update", Map.of("version", 2)));
        SyncPage earlier =
                new SyncPage(
                        new SyncPage.Own(new Position(1, 0), false, false, List.of()), List.of());

        assertThat(later.told(earlier).state().chats()).containsKey(CHAT);
    }

    @Test
    void theWindowIsBoundedAndKnowsWhereItBegins() {
        State state = state(0);
        for (long seq = 1; seq <= Window.MOST + 5; seq++) {
            state = apply(state, sent(message(seq, BOB)));
        }

        assertThat(held(state).window().messages()).hasSize(Window.MOST);
        assertThat(held(state).window().from()).isEqualTo(6);
        assertThat(held(state).window().find(5)).isEmpty();
    }
}
