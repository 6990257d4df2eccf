package org.kocmoc.client.chaos;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.kocmoc.client.chaos.Step.Kind;
import org.kocmoc.client.encryption.Content;
import org.kocmoc.client.encryption.EncryptionException;
import org.kocmoc.client.encryption.MessageRef;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.client.wire.UnreachableException;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.RatchetException;

/// Lets a history happen in a world and keeps account of what was said. One thread.
final class Course {
    /// What somebody wanted to say.
    record Said(String text, long chat) {}

    private static final int DEVICES = 4;
    private static final int WEEKS = 2;
    private static final int ATTEMPTS = 20;

    private final World world;
    private final Eavesdropper eavesdropper;
    private final Map<MessageRef, Said> said = new HashMap<>();
    private int weeks;
    private boolean backedUp;

    Course(World world) {
        this.world = world;
        this.eavesdropper = new Eavesdropper(world);
    }

    /// What somebody wanted to say in a message that there is.
    Said said(MessageRef ref) {
        return Objects.requireNonNull(said.get(ref));
    }

    Eavesdropper eavesdropper() {
        return eavesdropper;
    }

    void take(Step step) {
        Phone phone = world.phone(step.who());
        try {
            switch (step.kind()) {
                case SAY -> {
                    long chat = world.chat(step.other());
                    say(speaker(phone, chat, step), chat, "m" + step.number());
                }
                case DIE_SAYING -> {
                    light(phone, step);
                    say(phone, world.chat(step.other()), "d" + step.number());
                    phone.store().light(0, false);
                }
                case RECEIVE -> receive(phone);
                case DIE_RECEIVING -> {
                    light(phone, step);
                    receive(phone);
                    phone.store().light(0, false);
                }
                case LINK -> link(world.human(step.who()));
                case UNLINK -> unlink(world.human(step.who()), step.other());
                case ADD, REMOVE, LEAVE -> member(step);
                case WEEK -> week();
                case BACK_UP -> backUp();
                case RESTORE -> restore();
                default -> Damage.of(world, step);
            }
        } catch (RefusedException | EncryptionException | RatchetException e) {
            throw new Violation(step + " of " + phone + ": " + e, e);
        }
    }

    private static void light(Phone phone, Step step) {
        World.patiently(phone, phone::device);
        phone.store().light(1 + step.number() / 2, step.number() % 2 == 0);
    }

    // --- speaking ----------------------------------------------------------------------------

    /// Somebody of the chat, so that a long history says as much as it means to.
    private Phone speaker(Phone wanted, long chat, Step step) {
        List<Human> members = world.members(chat);
        if (members.isEmpty() || members.contains(wanted.owner())) {
            return wanted;
        }
        List<Phone> phones = members.get(step.who() % members.size()).phones();
        return phones.isEmpty() ? wanted : phones.get(step.who() % phones.size());
    }

    private void say(Phone phone, long chat, String text) {
        if (!world.members(chat).contains(phone.owner())) {
            return;
        }
        World.patiently(phone, phone::device);
        Set<MessageRef> before = pending(phone);
        try {
            phone.device().put(chat, Content.text(text));
        } catch (MortalStore.Death e) {
            phone.stop();
        }
        Set<MessageRef> news = pending(phone);
        news.removeAll(before);
        news.forEach(ref -> said.put(ref, new Said(text, chat)));
        handOver(phone);
    }

    /// Until nothing is left; what is refused must be what its sender may not say any more.
    void handOver(Phone phone) {
        for (int i = 0; i < ATTEMPTS; i++) {
            Set<MessageRef> before = pending(phone);
            boolean done = resume(phone);
            look();
            Set<MessageRef> handled = new HashSet<>(before);
            handled.removeAll(pending(phone));
            for (MessageRef ref : handled) {
                Said one = said(ref);
                boolean accepted = world.truth().find(ref).isPresent();
                if (!accepted && world.members(one.chat()).contains(phone.owner())) {
                    throw new Violation(phone + " lost " + one + " before the server had it");
                }
            }
            if (done && pending(phone).isEmpty()) {
                return;
            }
        }
        throw new Violation(phone + " cannot hand over " + pending(phone));
    }

    private static boolean resume(Phone phone) {
        try {
            World.patiently(phone, () -> phone.device().resume());
            return true;
        } catch (RefusedException e) {
            if (!e.code().equals("not_a_member")) {
                throw e;
            }
            return false;
        }
    }

    /// What was put and is not with the server.
    static Set<MessageRef> pending(Phone phone) {
        return phone.store()
                .look(
                        records ->
                                records
                                        .get("sdk.pending")
                                        .map(
                                                bytes ->
                                                        new String(
                                                                bytes,
                                                                java.nio.charset.StandardCharsets
                                                                        .US_ASCII))
                                        .filter(all -> !all.isEmpty())
                                        .stream()
                                        .flatMap(all -> java.util.Arrays.stream(all.split(" ")))
                                        .map(
                                                uuid ->
                                                        new MessageRef(
                                                                phone.address(), Bytes.ofHex(uuid)))
                                        .collect(Collectors.toCollection(HashSet::new)));
    }

    /// What the server has accepted, which nobody else may be able to read.
    private void look() {
        for (Truth.Message message : world.truth().look(this::known)) {
            if (!said.containsKey(message.ref())) {
                throw new Violation("nobody said " + message.ref());
            }
            eavesdropper.requireAddressed(message);
            eavesdropper.requireClosed(message);
        }
    }

    private KnownDevices known(Address sender) {
        return world.everyPhone().stream()
                .filter(phone -> phone.address().equals(sender))
                .findFirst()
                .orElseThrow()
                .store()
                .look(
                        records ->
                                KnownDevices.decode(
                                        records.get("sdk.known." + sender.userId()).orElseThrow()));
    }

    /// What the line does not let through comes again.
    static void receive(Phone phone) {
        try {
            phone.receive();
        } catch (UnreachableException e) {
            return;
        } catch (MortalStore.Death e) {
            phone.stop();
        }
    }

    // --- devices and members -----------------------------------------------------------------

    private void link(Human human) {
        if (human.phones().size() < DEVICES) {
            world.link(human);
        }
    }

    private void unlink(Human human, int which) {
        if (human.phones().size() < 2) {
            return;
        }
        Phone victim = human.phones().get(which % human.phones().size());
        Phone other = human.phones().stream().filter(p -> p != victim).findFirst().orElseThrow();
        handOver(victim);
        World.patiently(other, () -> other.device().remove(victim.address().deviceId()));
        human.phones().remove(victim);
        world.truth().excuse(List.of(victim.address()), 0);
        world.truth().disown(victim.address());
    }

    private void member(Step step) {
        long group = world.group(step.other());
        // The first two are the admins and stay.
        Human human = world.human(2 + step.who() % Math.max(1, world.humans().size() - 2));
        Phone admin = world.human(step.number() % 2).phones().getFirst();
        boolean in = world.truth().people(group).contains(human.id());
        if (step.kind() == Kind.ADD) {
            World.patiently(admin, () -> admin.device().members(group).add(List.of(human.id())));
        } else if (in && step.kind() == Kind.REMOVE) {
            World.patiently(admin, () -> admin.device().members(group).remove(human.id()));
        } else if (in) {
            Phone own = human.phones().getFirst();
            World.patiently(own, () -> own.device().members(group).leave());
        }
        if (step.kind() != Kind.ADD) {
            left(human, group);
        }
    }

    /// Somebody is not in a chat any more.
    void left(Human human, long chat) {
        List<Address> devices =
                world.everyPhone().stream()
                        .filter(phone -> phone.owner() == human)
                        .map(Phone::address)
                        .toList();
        world.truth().excuse(devices, chat);
        world.truth().orphan(human.id(), chat);
    }

    // --- the server --------------------------------------------------------------------------

    private void week() {
        if (weeks < WEEKS) {
            weeks++;
            world.clock().advance(Duration.ofDays(8));
            for (Phone phone : world.phones()) {
                World.patiently(phone, () -> phone.device().replenish());
            }
        }
    }

    private void backUp() {
        world.backups().take();
        backedUp = true;
    }

    private void restore() {
        if (backedUp && world.backups().restore()) {
            backedUp = false;
            new Restored(world, this).heal();
        }
    }
}
