package org.kocmoc.client.chaos;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.Kocmoc;
import org.kocmoc.client.encryption.EncryptedSession;
import org.kocmoc.client.rest.Session;
import org.kocmoc.client.wire.UnreachableException;
import org.kocmoc.testkit.BetweenServer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;

/// People with devices, the chats that they are in, and the line between them and the server. One
/// thread.
final class World implements AutoCloseable {
    /// What there is at the beginning.
    ///
    /// @param devices of each person
    record Size(int people, int devices) {}

    private static final int GROUPS = 2;
    private static final int PATIENCE = 200;
    private static final Duration WRONG = Duration.ofMinutes(3);

    private final TestServer server;
    private final ShiftedClock clock;
    private final BetweenServer between;
    private final Backups backups;
    private final Truth truth;
    private final List<Human> humans = new ArrayList<>();
    private final List<Phone> everyPhone = new ArrayList<>();
    private final Map<Long, Boolean> groups = new TreeMap<>();

    World(TestServer server, ShiftedClock clock, Path spool, Size size) throws IOException {
        this.server = server;
        this.clock = clock;
        this.between = new BetweenServer(server.port());
        this.backups = new Backups(server, spool, clock);
        for (int i = 0; i < size.people(); i++) {
            humans.add(new Human(server.people().newcomer("P" + i)));
        }
        for (Human human : humans) {
            for (int i = 0; i < size.devices(); i++) {
                link(human);
            }
        }
        EncryptedSession founder = humans.getFirst().phones().getFirst().device();
        List<Long> others = humans.stream().skip(1).map(Human::id).toList();
        for (int i = 0; i < GROUPS; i++) {
            long group = founder.group("G" + i, others);
            founder.members(group).setRole(others.getFirst(), "admin");
            groups.put(group, true);
        }
        groups.put(founder.chatWith(others.getFirst()), false);
        this.truth = new Truth(server, new HashSet<>(groups.keySet()));
    }

    TestServer server() {
        return server;
    }

    ShiftedClock clock() {
        return clock;
    }

    Backups backups() {
        return backups;
    }

    Truth truth() {
        return truth;
    }

    List<Human> humans() {
        return humans;
    }

    Human human(int index) {
        return humans.get(index % humans.size());
    }

    Human human(long id) {
        return humans.stream().filter(one -> one.id() == id).findFirst().orElseThrow();
    }

    /// All devices that are on their accounts.
    List<Phone> phones() {
        return humans.stream().flatMap(one -> one.phones().stream()).toList();
    }

    Phone phone(int index) {
        List<Phone> all = phones();
        return all.get(index % all.size());
    }

    /// Also those that were taken off.
    List<Phone> everyPhone() {
        return everyPhone;
    }

    Set<Long> chats() {
        return groups.keySet();
    }

    long chat(int index) {
        return List.copyOf(groups.keySet()).get(index % groups.size());
    }

    long group(int index) {
        return chat(index % GROUPS);
    }

    boolean isGroup(long chat) {
        return Objects.requireNonNull(groups.get(chat));
    }

    /// Those who are in a chat by the server's word and, in a group, by an admin's signature.
    List<Human> members(long chat) {
        Set<Long> people = new TreeSet<>(truth.people(chat));
        if (isGroup(chat)) {
            people.retainAll(truth.signed(chat));
        }
        return humans.stream().filter(one -> people.contains(one.id())).toList();
    }

    void line(BetweenServer.Mischief mischief) {
        between.becomes(mischief);
    }

    // --- devices -----------------------------------------------------------------------------

    /// Gives somebody another device, which every second time has a wrong clock.
    Phone link(Human human) {
        byte @Nullable [] seed = null;
        if (!human.phones().isEmpty()) {
            Phone first = human.phones().getFirst();
            // It is the one that would show a code: it knows the present list.
            patiently(first, () -> first.device().devices(human.id()));
            seed = first.device().accountSeed();
        }
        Duration error =
                everyPhone.size() % 2 == 0
                        ? Duration.ZERO
                        : everyPhone.size() % 4 == 1 ? WRONG : WRONG.negated();
        Phone phone = new Phone(human, signIn(human), clock.wrongBy(error), seed);
        everyPhone.add(phone);
        human.phones().add(phone);
        patiently(phone, phone::device);
        return phone;
    }

    private Session signIn(Human human) {
        Person person = human.person();
        @Nullable Throwable last = null;
        for (int i = 0; i < PATIENCE; i++) {
            try {
                return Kocmoc.at(address()).signIn(person.email(), person.password());
            } catch (UnreachableException e) {
                last = e;
            }
        }
        throw new Violation(human + " cannot sign in", last);
    }

    private URI address() {
        return between.address();
    }

    /// A sign-in that the server may have forgotten.
    void signInAnew(Phone phone) {
        phone.signedIn(signIn(phone.owner()));
    }

    /// Does something until the line lets it through; a process that dies is started again.
    static void patiently(Phone phone, Runnable work) {
        @Nullable Throwable last = null;
        for (int i = 0; i < PATIENCE; i++) {
            try {
                work.run();
                return;
            } catch (UnreachableException e) {
                last = e;
            } catch (MortalStore.Death e) {
                phone.stop();
            }
        }
        throw new Violation(phone + " got nothing through", last);
    }

    @Override
    public void close() {
        between.close();
    }
}
