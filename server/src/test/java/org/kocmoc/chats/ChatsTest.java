package org.kocmoc.chats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.testkit.Postgres;
import org.kocmoc.testkit.Rows;

class ChatsTest {
    @RegisterExtension static final Postgres postgres = new Postgres();

    private final Rows rows = new Rows(postgres.database());
    private final Rules rules = new Rules(postgres.database());
    private UserId ada = new UserId(0);
    private UserId bob = new UserId(0);
    private UserId carol = new UserId(0);

    @BeforeEach
    void people() {
        ada = rows.user("Ada");
        bob = rows.user("Bob");
        carol = rows.user("Carol");
    }

    @AfterEach
    void stop() {
        rules.close();
    }

    @Test
    void eachOfAPairSeesTheOthersName() {
        ChatId chat = rules.pair(ada, bob).chat().id();

        assertThat(rules.chats.get(ada, chat).name()).isEqualTo("Bob");
        assertThat(rules.chats.get(bob, chat).name()).isEqualTo("Ada");
        assertThat(rules.chats.get(bob, chat).peerId()).isEqualTo(ada);
    }

    @Test
    void aPairExistsOnceFromEitherSide() {
        Chats.Created first = rules.pair(ada, bob);
        Chats.Created second = rules.pair(bob, ada);

        assertThat(first.isNew()).isTrue();
        assertThat(second.isNew()).isFalse();
        assertThat(second.chat().id()).isEqualTo(first.chat().id());
    }

    @Test
    void anEncryptedPairStandsBesideTheReadableOne() {
        ChatId readable = rules.pair(ada, bob).chat().id();
        ChatId encrypted =
                rules.chats
                        .create(
                                ada,
                                new Chats.NewChat(
                                        List.of(bob), true, Optional.empty(), ChatMode.E2EE))
                        .chat()
                        .id();

        assertThat(listed(ada, false)).containsExactly(readable);
        assertThat(listed(ada, true)).containsExactlyInAnyOrder(readable, encrypted);
    }

    @Test
    void twentyAtOnceMakeOnePair() throws Exception {
        Set<ChatId> made = new HashSet<>();
        int isNew = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Chats.Created>> all =
                    IntStream.range(0, 20)
                            .<Callable<Chats.Created>>mapToObj(
                                    i ->
                                            () ->
                                                    i % 2 == 0
                                                            ? rules.pair(ada, bob)
                                                            : rules.pair(bob, ada))
                            .toList();
            for (Future<Chats.Created> one : threads.invokeAll(all)) {
                made.add(one.get().chat().id());
                isNew += one.get().isNew() ? 1 : 0;
            }
        }

        assertThat(made).hasSize(1);
        assertThat(isNew).isEqualTo(1);
    }

    @Test
    void theChatWithOneselfHasOneMemberAndExistsOnce() {
        Chat saved = rules.pair(ada, ada).chat();

        assertThat(saved.name()).isEqualTo("Избранное");
        assertThat(rules.members.list(ada, saved.id())).hasSize(1);
        assertThat(rules.pair(ada, ada).chat().id()).isEqualTo(saved.id());
    }

    @Test
    void unreadCountsWhatOthersSaidSinceReading() {
        ChatId chat = rules.group(ada, bob, carol);
        rules.say(ada, chat);
        rules.say(ada, chat);
        rules.say(bob, chat);

        assertThat(rules.chats.get(ada, chat).unreadCount()).isEqualTo(1);
        assertThat(rules.chats.get(bob, chat).unreadCount()).isEqualTo(2);
        assertThat(rules.chats.get(carol, chat).unreadCount()).isEqualTo(3);
    }

    @Test
    void aNumberSetByHandIsCountedOnFrom() {
        ChatId chat = rules.group(ada, bob);
        rules.say(ada, chat);
        rules.settings.set(
                rules.access.asMember(bob, chat),
                new ChatSettings.Change(null, null, null, null, 7));
        rules.say(ada, chat);

        assertThat(rules.chats.get(bob, chat).unreadCount()).isEqualTo(8);
    }

    @Test
    void aDeletedPairComesBackWithTheNextMessageOnly() {
        ChatId chat = rules.pair(ada, bob).chat().id();
        rules.say(bob, chat);
        rules.members.delete(rules.access.asMember(ada, chat));

        assertThat(listed(ada, false)).isEmpty();
        assertThat(listed(bob, false)).containsExactly(chat);

        rules.say(bob, chat);
        assertThat(listed(ada, false)).containsExactly(chat);
        assertThat(rules.chats.get(ada, chat).unreadCount()).isEqualTo(1);
        assertThat(rules.access.asMember(ada, chat).visibleFromSeq()).isEqualTo(2);
    }

    @Test
    void openingADeletedPairAgainListsItEmpty() {
        ChatId chat = rules.pair(ada, bob).chat().id();
        rules.members.delete(rules.access.asMember(ada, chat));

        assertThat(rules.pair(ada, bob).chat().id()).isEqualTo(chat);
        assertThat(listed(ada, false)).containsExactly(chat);
    }

    @Test
    void strangersHaveNoAccess() {
        ChatId chat = rules.pair(ada, bob).chat().id();

        assertThatThrownBy(() -> rules.access.asMember(carol, chat)).hasMessage("not_a_member");
        assertThatThrownBy(() -> rules.access.asMember(carol, new ChatId(Long.MAX_VALUE)))
                .hasMessage("not_a_member");
    }

    @Test
    void aLongListReadsMessagesByTheirIndex() {
        bulk(ada, bob, 500, 100);

        List<String> plan =
                postgres.database()
                        .read(
                                handle ->
                                        handle.createQuery("EXPLAIN " + ChatStore.LIST)
                                                .bind("user", ada)
                                                .bind("encrypted", false)
                                                .bind("now", Instant.EPOCH)
                                                .bind("max", 1_000)
                                                .mapTo(String.class)
                                                .list());

        assertThat(plan)
                .anyMatch(line -> line.contains("messages_unread_idx"))
                .noneMatch(line -> line.contains("Seq Scan on messages"));
        assertThat(rules.chats.list(ada, false))
                .hasSize(500)
                .allMatch(line -> line.chat().unreadCount() == 100);
    }

    /// Groups of two people with messages of the second one, written at once.
    private static void bulk(UserId reader, UserId writer, int chats, int messages) {
        postgres.database()
                .execute(
                        handle -> {
                            handle.createUpdate(
                                            """
                                            WITH made AS (
                                                INSERT INTO chats (type, name, owner_id)
                                                SELECT 'group', 'Bulk', :writer
                                                FROM generate_series(1, :chats) RETURNING id
                                            ), heads AS (
                                                INSERT INTO chat_heads (chat_id, last_seq, last_msg_seq)
                                                SELECT id, :messages, :messages FROM made
                                            ), members AS (
                                                INSERT INTO chat_participants (chat_id, user_id)
                                                SELECT id, unnest(ARRAY[:reader, :writer]) FROM made
                                            )
                                            INSERT INTO messages (chat_id, sender_id, text, seq, epoch)
                                            SELECT id, :writer, 'text', seq, 1
                                            FROM made, generate_series(1, :messages) AS seq
                                            """)
                                    .bind("reader", reader.value())
                                    .bind("writer", writer.value())
                                    .bind("chats", chats)
                                    .bind("messages", messages)
                                    .execute();
                            handle.execute(
                                    "ANALYZE messages, chats, chat_participants, chat_heads");
                        });
    }

    @Test
    void aDepartedAccountLeavesItsChatsInOrder() {
        ChatId group = rules.group(ada, bob);
        ChatId pair = rules.pair(ada, carol).chat().id();
        ChatId alone = rules.group(ada);
        rules.members.leaveAll(ada);
        rules.members.leaveAll(ada);

        assertThat(rules.chats.list(ada, true)).isEmpty();
        assertThat(rules.access.asMember(bob, group).role()).isEqualTo(Role.OWNER);
        assertThat(rules.access.find(carol, pair)).isPresent();
        assertThat(closed()).contains(alone).doesNotContain(group, pair);
    }

    @Test
    void whatNobodyIsInIsRemovedWhole() {
        ChatId chat = rules.group(ada, bob);
        rules.say(ada, chat);
        rules.members.delete(rules.access.asMember(ada, chat));
        assertThat(rules.access.find(bob, chat)).isEmpty();

        ChatId kept = rules.group(ada, bob);
        rules.say(ada, kept);
        new ChatPurge(postgres.database()).run();

        assertThat(closed()).isEmpty();
        assertThat(rows("messages", chat) + rows("chat_events", chat) + rows("chat_heads", chat))
                .isZero();
        assertThat(rows("messages", kept)).isEqualTo(1);
    }

    private static List<ChatId> closed() {
        return postgres.database().read(handle -> ChatStore.closed(handle, 1_000));
    }

    private static long rows(String table, ChatId chat) {
        return postgres.database()
                .read(
                        handle ->
                                handle.select(
                                                "SELECT count(*) FROM "
                                                        + table
                                                        + " WHERE chat_id = ?",
                                                chat)
                                        .mapTo(Long.class)
                                        .one());
    }

    private List<ChatId> listed(UserId user, boolean encrypted) {
        return rules.chats.list(user, encrypted).stream().map(line -> line.chat().id()).toList();
    }
}
