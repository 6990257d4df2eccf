package org.kocmoc.chats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.testkit.Postgres;
import org.kocmoc.testkit.Rows;

/// Random histories of a group against a model that fits on a page.
class GroupHistoryTest {
    private static final int STEPS = 150;

    @RegisterExtension static final Postgres postgres = new Postgres();

    private final Rules rules = new Rules(postgres.database());

    @AfterEach
    void stop() {
        rules.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void membersRolesAndCountsFollowTheModel(long seed) {
        new History(seed).run();
    }

    /// One group, six people, and what should be true of them.
    private final class History {
        final SplittableRandom random;
        final List<UserId> people;
        final ChatId chat;

        /// Removed by an admin and not added again: no link lets them in.
        private final Set<UserId> shutOut = new HashSet<>();

        /// Members in the order of joining.
        final Map<UserId, Role> roles = new LinkedHashMap<>();

        final Map<UserId, Integer> unread = new HashMap<>();

        History(long seed) {
            random = new SplittableRandom(seed);
            Rows rows = new Rows(postgres.database());
            people = IntStream.range(0, 6).mapToObj(i -> rows.user("Person " + i)).toList();
            chat = rules.group(people.get(0), people.get(1));
            enter(people.get(0), Role.OWNER);
            enter(people.get(1), Role.MEMBER);
        }

        void run() {
            for (int step = 0; step < STEPS && !roles.isEmpty(); step++) {
                step(any(), any());
                check();
            }
        }

        UserId any() {
            return people.get(random.nextInt(people.size()));
        }

        void step(UserId actor, UserId other) {
            Role mine = roles.get(actor);
            Role theirs = roles.get(other);
            boolean admin = mine == Role.ADMIN || mine == Role.OWNER;
            switch (random.nextInt(20)) {
                case 0, 1, 2 ->
                        attempt(
                                admin,
                                () -> rules.groups.add(actor, chat, List.of(other)),
                                () -> {
                                    shutOut.remove(other);
                                    enter(other, Role.MEMBER);
                                });
                case 3, 4 ->
                        attempt(
                                mine != null
                                        && theirs != null
                                        && admin
                                        && mine.compareTo(theirs) > 0,
                                () -> rules.groups.remove(actor, chat, other),
                                () -> {
                                    roles.remove(other);
                                    shutOut.add(other);
                                });
                case 5 ->
                        attempt(
                                mine != null,
                                () -> rules.members.leave(actor, chat),
                                () -> gone(actor));
                case 6, 7 ->
                        attempt(
                                mine == Role.OWNER && theirs != null && theirs != Role.OWNER,
                                () -> rules.groups.setRole(actor, chat, other, Role.ADMIN),
                                () -> roles.put(other, Role.ADMIN));
                case 8 ->
                        attempt(
                                mine == Role.OWNER && theirs != null && theirs != Role.OWNER,
                                () -> rules.groups.setRole(actor, chat, other, Role.MEMBER),
                                () -> roles.put(other, Role.MEMBER));
                case 9, 10 ->
                        attempt(
                                mine == Role.OWNER && theirs != null,
                                () -> rules.groups.handOver(actor, chat, other),
                                () -> {
                                    roles.put(actor, Role.ADMIN);
                                    roles.put(other, Role.OWNER);
                                });
                case 11, 12 ->
                        attempt(
                                mine != null || !shutOut.contains(actor),
                                () -> join(actor),
                                () -> enter(actor, Role.MEMBER));
                case 13 -> attempt(mine != null, () -> read(actor), () -> unread.put(actor, 0));
                default -> {
                    assertThat(rules.say(actor, chat)).isEqualTo(mine != null);
                    if (mine != null) {
                        roles.keySet().stream()
                                .filter(member -> !member.equals(actor))
                                .forEach(member -> unread.merge(member, 1, Integer::sum));
                    }
                }
            }
        }

        void attempt(boolean allowed, Runnable action, Runnable effect) {
            try {
                action.run();
                assertThat(allowed).as("allowed").isTrue();
                effect.run();
            } catch (ApiException e) {
                assertThat(allowed).as(e.getMessage()).isFalse();
            }
        }

        void join(UserId user) {
            rules.chatLog.change(chat, (handle, log) -> rules.groups.join(handle, log, user));
        }

        void read(UserId user) {
            rules.settings.set(
                    rules.access.asMember(user, chat),
                    new ChatSettings.Change(null, null, null, null, 0));
        }

        void enter(UserId user, Role role) {
            if (roles.putIfAbsent(user, role) == null) {
                unread.put(user, 0);
            }
        }

        void gone(UserId user) {
            if (roles.remove(user) == Role.OWNER) {
                roles.entrySet().stream()
                        .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                        .ifPresent(heir -> roles.put(heir.getKey(), Role.OWNER));
            }
        }

        void check() {
            Map<UserId, Role> stored = new LinkedHashMap<>();
            postgres.database()
                    .read(handle -> MemberStore.members(handle, chat))
                    .forEach(member -> stored.put(member.userId(), member.role()));
            assertThat(stored).containsExactlyEntriesOf(roles);
            assertThat(owner()).isEqualTo(theOwner());
            for (UserId person : people) {
                List<Chats.Listed> listed = rules.chats.list(person, false);
                assertThat(listed).hasSize(roles.containsKey(person) ? 1 : 0);
                listed.forEach(
                        line ->
                                assertThat(line.chat().unreadCount())
                                        .isEqualTo(unread.get(person)));
                assertThat(numbers("SELECT seq FROM user_events WHERE user_id = ?", person.value()))
                        .isEqualTo(upTo(userHead(person)));
            }
            assertThat(
                            numbers(
                                    "SELECT seq FROM messages WHERE chat_id = ? UNION ALL SELECT seq FROM chat_events WHERE chat_id = ?",
                                    chat.value(),
                                    chat.value()))
                    .isEqualTo(
                            upTo(
                                    numbers(
                                                    "SELECT last_seq FROM chat_heads WHERE chat_id = ?",
                                                    chat.value())
                                            .getFirst()));
        }

        List<UserId> theOwner() {
            List<UserId> owners = new ArrayList<>();
            roles.forEach(
                    (user, role) -> {
                        if (role == Role.OWNER) {
                            owners.add(user);
                        }
                    });
            assertThat(owners).hasSize(roles.isEmpty() ? 0 : 1);
            return owners;
        }

        List<UserId> owner() {
            return numbers(
                            "SELECT owner_id FROM chats WHERE id = ? AND owner_id IS NOT NULL",
                            chat.value())
                    .stream()
                    .map(UserId::new)
                    .toList();
        }

        long userHead(UserId person) {
            return numbers("SELECT last_seq FROM user_heads WHERE user_id = ?", person.value())
                    .stream()
                    .findFirst()
                    .orElse(0L);
        }
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private static List<Long> numbers(String sql, Object... arguments) {
        return postgres
                .database()
                .read(handle -> handle.select(sql, arguments).mapTo(Long.class).list())
                .stream()
                .sorted()
                .toList();
    }
}
