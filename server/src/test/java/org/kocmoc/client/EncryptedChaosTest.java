package org.kocmoc.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.client.encryption.Content;
import org.kocmoc.client.encryption.EncryptedSession;
import org.kocmoc.client.encryption.MemoryStore;
import org.kocmoc.client.encryption.Received;
import org.kocmoc.client.rest.Session;
import org.kocmoc.client.wire.UnreachableException;
import org.kocmoc.ratchet.RatchetStore;
import org.kocmoc.testkit.BetweenServer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;

/// Devices talk over a line that loses and doubles, are restarted, lose their sessions and their
/// keys at the server. In the end everybody has read everything once, without a person's help.
///
/// `-Dchaos.messages=10000 -Dchaos.people=10 -Dchaos.devices=2` make it the long one.
@Timeout(3600)
class EncryptedChaosTest {
    @RegisterExtension static final TestServer server = new TestServer();

    private static final int MESSAGES = Integer.getInteger("chaos.messages", 100);
    private static final int PEOPLE = Integer.getInteger("chaos.people", 3);
    private static final int DEVICES = Integer.getInteger("chaos.devices", 2);
    private static final long SEED = Long.getLong("chaos.seed", 1);
    private static final EncryptedSession.Options EAGER =
            EncryptedSession.Options.USUAL.repairing(Duration.ofSeconds(1));

    private final Random random = new Random(SEED);
    private final List<Participant> all = new ArrayList<>();
    private final Set<String> said = new TreeSet<>();
    private final List<Long> groups = new ArrayList<>();
    private int failures;

    private static final class Participant {
        private final Session session;
        private final RatchetStore store = new MemoryStore();
        private final Map<String, Integer> read = new TreeMap<>();
        private EncryptedSession device;

        Participant(Session session, EncryptedSession.Options options) {
            this.session = session;
            this.device = EncryptedSession.open(session, store, options);
        }

        void restart() {
            device = EncryptedSession.open(session, store, EAGER);
        }
    }

    /// A bad line, by chance.
    private static final class BadLine implements BetweenServer.Mischief {
        private final Random chance = new Random(SEED + 1);

        @Override
        public synchronized Fate fate(String method, String path) {
            return switch (chance.nextInt(40)) {
                case 0 -> Fate.LOSE_REQUEST;
                case 1 -> Fate.LOSE_ANSWER;
                case 2 ->
                        method.equals("GET") || path.endsWith("/messages") ? Fate.TWICE : Fate.PASS;
                default -> Fate.PASS;
            };
        }
    }

    @Test
    void everythingIsReadOnceByEverybody() throws IOException {
        try (BetweenServer between = new BetweenServer(server.port())) {
            people(between);
            between.becomes(new BadLine());
            for (int i = 0; i < MESSAGES; i++) {
                Participant speaker = all.get(random.nextInt(all.size()));
                say(speaker, groups.get(random.nextInt(groups.size())), "m" + i);
                disturb();
                receive(all.get(random.nextInt(all.size())));
            }
            between.becomes(new BetweenServer.Mischief() {});
            settle();
        }
        System.out.printf(
                "%d messages, %d devices, %d could not be read at first, %d at the end (seed %d)%n",
                MESSAGES,
                all.size(),
                failures,
                all.stream().mapToInt(one -> one.device.unreadable()).sum(),
                SEED);
        for (Participant each : all) {
            assertThat(each.device.unreadable()).isZero();
            assertThat(each.read.keySet()).containsExactlyElementsOf(said);
            assertThat(each.read.values()).allMatch(times -> times == 1);
        }
    }

    private void people(BetweenServer between) {
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            Person person = server.people().newcomer("P" + i);
            people.add(person);
            EncryptedSession.Options options = EAGER;
            for (int j = 0; j < DEVICES; j++) {
                Session session =
                        j == 0
                                ? Kocmoc.at(between.address()).withToken(person.token())
                                : Kocmoc.at(between.address())
                                        .signIn(person.email(), person.password());
                Participant one = new Participant(session, options);
                options = EAGER.joining(one.device.accountSeed());
                all.add(one);
            }
        }
        List<Long> others = people.stream().skip(1).map(p -> p.id().value()).toList();
        for (int i = 0; i < 3; i++) {
            groups.add(all.getFirst().device.group("G" + i, others));
        }
    }

    /// A message is said once it has been kept for sending; from then on resuming is enough.
    private void say(Participant speaker, long chat, String text) {
        said.add(text);
        speaker.read.merge(text, 1, Integer::sum);
        insist(() -> speaker.device.resume());
        speaker.device.put(chat, Content.text(text));
        insist(() -> speaker.device.resume());
    }

    private static void insist(Runnable work) {
        boolean done = false;
        while (!done) {
            done = went(work);
        }
    }

    /// Whether the bad line let it through.
    private static boolean went(Runnable work) {
        try {
            work.run();
            return true;
        } catch (UnreachableException e) {
            return false;
        }
    }

    private void disturb() {
        Participant victim = all.get(random.nextInt(all.size()));
        switch (random.nextInt(25)) {
            case 0 -> insist(victim::restart);
            case 1 -> loseASession(victim);
            case 2 -> loseKeysAtTheServer(victim);
            default -> {}
        }
    }

    private void loseASession(Participant victim) {
        Participant peer = all.get(random.nextInt(all.size()));
        victim.store.transaction(
                records -> {
                    records.remove("session/" + peer.session.user() + "/" + peer.device.device());
                    return true;
                });
    }

    /// As after a restore of the server's database.
    private void loseKeysAtTheServer(Participant victim) {
        server.database()
                .execute(
                        handle ->
                                handle.execute(
                                        "DELETE FROM e2ee_one_time_keys WHERE user_id = ?",
                                        victim.session.user()));
        insist(victim.device::replenish);
    }

    private void receive(Participant reader) {
        try {
            reader.device.receive(message -> take(reader, message));
        } catch (UnreachableException e) {
            // What was not acknowledged comes again.
            return;
        }
    }

    private void take(Participant reader, Received message) {
        if (message.content() == null) {
            failures++;
        } else {
            reader.read.merge(message.content().text(), 1, Integer::sum);
        }
    }

    /// Until nobody has anything left to read or to give.
    private void settle() {
        long deadline = System.nanoTime() + Duration.ofSeconds(60L + MESSAGES / 10).toNanos();
        while (System.nanoTime() < deadline) {
            int moved = 0;
            List<Participant> order = new ArrayList<>(all);
            Collections.shuffle(order, random);
            for (Participant each : order) {
                moved += each.device.resume().size();
                moved += each.device.receive(message -> take(each, message));
            }
            int missing = all.stream().mapToInt(one -> one.device.unreadable()).sum();
            if (moved == 0 && missing == 0) {
                return;
            }
        }
    }
}
