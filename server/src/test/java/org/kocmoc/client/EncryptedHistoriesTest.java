package org.kocmoc.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.client.encryption.Content;
import org.kocmoc.client.encryption.EncryptedSession;
import org.kocmoc.client.rest.Session;
import org.kocmoc.ratchet.Membership.Role;
import org.kocmoc.ratchet.RatchetStore;
import org.kocmoc.testkit.TestServer;

/// Over random histories of coming, going, speaking and restarting in an encrypted group: who is a
/// member when something is said and stays so reads it exactly once, and who is none never does.
@Timeout(300)
class EncryptedHistoriesTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private static final int STEPS = 60;
    private static final EncryptedSession.Options EAGER =
            EncryptedSession.Options.USUAL.repairing(Duration.ofMillis(1));

    /// Somebody with one device.
    private static final class Someone {
        private final Session session;
        private final RatchetStore store = new RatchetStore.Memory();
        private final Map<String, Integer> read = new TreeMap<>();
        private EncryptedSession device;

        Someone(Session session) {
            this.session = session;
            this.device = EncryptedSession.open(session, store, EAGER);
        }

        void receive() {
            device.receive(
                    message -> {
                        if (message.content() != null) {
                            read.merge(message.content().text(), 1, Integer::sum);
                        }
                    });
        }
    }

    private final Map<Long, Someone> people = new TreeMap<>();
    private final Map<Long, Role> members = new TreeMap<>();

    /// Text → who was a member when it was said.
    private final Map<String, Set<Long>> mayRead = new HashMap<>();

    /// Text → who has been a member ever since.
    private final Map<String, Set<Long>> mustRead = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void membersReadOnceAndOthersNever(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (String name : List.of("Ada", "Bob", "Carol", "Dan", "Eve")) {
            Someone one =
                    new Someone(
                            Kocmoc.at(server.address())
                                    .withToken(server.people().newcomer(name).token()));
            people.put(one.session.user(), one);
        }
        List<Long> ids = new ArrayList<>(people.keySet());
        long founder = ids.getFirst();
        long chat = someone(founder).device.group("Friends", ids.subList(1, 3));
        members.put(founder, Role.ADMIN);
        ids.subList(1, 3).forEach(id -> members.put(id, Role.MEMBER));
        for (int i = 0; i < STEPS; i++) {
            step(random, chat, founder, i);
        }
        for (int i = 0; i < 4; i++) {
            people.values().forEach(Someone::receive);
        }
        people.forEach(this::check);
        // Whoever speaks has looked at the newest entry.
        someone(founder).device.send(chat, Content.text("the end"));
        assertThat(someone(founder).device.members(chat).members()).isEqualTo(members);
    }

    private Someone someone(long id) {
        return Objects.requireNonNull(people.get(id));
    }

    private void check(long id, Someone one) {
        assertThat(one.read.values()).allMatch(times -> times == 1);
        assertThat(one.read.keySet())
                .allMatch(text -> mayRead.getOrDefault(text, Set.of()).contains(id));
        mustRead.forEach(
                (text, who) -> {
                    if (who.contains(id)) {
                        assertThat(one.read).containsKey(text);
                    }
                });
    }

    private void step(SplittableRandom random, long chat, long founder, int number) {
        List<Long> all = new ArrayList<>(people.keySet());
        long other = all.get(random.nextInt(1, all.size()));
        Someone actor = someone(admin(random));
        boolean in = members.containsKey(other);
        switch (random.nextInt(12)) {
            case 0, 1 -> change(!in, () -> add(actor, chat, other));
            case 2 -> change(in && other != actor.session.user(), () -> remove(actor, chat, other));
            case 3 -> change(in, () -> leave(chat, other));
            case 4 -> change(in, () -> promote(chat, founder, other));
            case 5 -> restart(someone(other));
            case 6, 7 -> someone(other).receive();
            default -> say(random, chat, "m" + number);
        }
    }

    private long admin(SplittableRandom random) {
        List<Long> admins =
                members.entrySet().stream()
                        .filter(one -> one.getValue() == Role.ADMIN)
                        .map(Map.Entry::getKey)
                        .toList();
        return admins.get(random.nextInt(admins.size()));
    }

    private static void change(boolean possible, Runnable work) {
        if (possible) {
            work.run();
        }
    }

    private void add(Someone actor, long chat, long user) {
        actor.device.members(chat).add(List.of(user));
        members.put(user, Role.MEMBER);
    }

    private void remove(Someone actor, long chat, long user) {
        // Only the owner may remove an admin.
        if (members.get(user) == Role.ADMIN) {
            return;
        }
        actor.device.members(chat).remove(user);
        gone(user);
    }

    private void leave(long chat, long user) {
        someone(user).device.members(chat).leave();
        gone(user);
    }

    private void gone(long user) {
        members.remove(user);
        mustRead.values().forEach(who -> who.remove(user));
    }

    private void promote(long chat, long founder, long user) {
        someone(founder).device.members(chat).setRole(user, "admin");
        members.put(user, Role.ADMIN);
    }

    private static void restart(Someone one) {
        one.device = EncryptedSession.open(one.session, one.store, EAGER);
    }

    private void say(SplittableRandom random, long chat, String text) {
        List<Long> in = new ArrayList<>(members.keySet());
        long speaker = in.get(random.nextInt(in.size()));
        someone(speaker).device.send(chat, Content.text(text));
        someone(speaker).read.put(text, 1);
        mayRead.put(text, Set.copyOf(members.keySet()));
        mustRead.put(text, new TreeSet<>(members.keySet()));
    }
}
