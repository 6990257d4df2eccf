package org.kocmoc.client.encryption;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.DeviceCert;
import org.kocmoc.ratchet.KnownDevices;
import org.kocmoc.ratchet.Membership;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import org.kocmoc.ratchet.SenderKeys;
import tools.jackson.databind.JsonNode;

/// Follows and prolongs the membership chains of groups: every entry is judged by what was accepted
/// before, whatever the server says. Under the session's lock.
final class Memberships {
    private static final int TRIES = 4;
    private static final int PAGE = 50;

    private final Device device;
    private int changes;

    Memberships(Device device) {
        this.device = device;
    }

    /// How often what is known of any group has changed.
    int changes() {
        return changes;
    }

    /// What is known without asking.
    Optional<MemberChain> known(long chat) {
        return device.store().transaction(records -> MemberChain.find(records, chat));
    }

    /// The chain up to the epoch that the server names, empty if there never was one.
    ///
    /// @throws EncryptionException if the server shows less than what was known, or something that
    ///   does not follow it
    Optional<MemberChain> follow(long chat, long epoch) {
        Optional<MemberChain> known = known(chat);
        try {
            if (known.isEmpty()) {
                return epoch == 0 ? known : Optional.of(adopt(chat));
            }
            if (epoch < known.get().tip().epoch()) {
                return Optional.of(restore(known.get()));
            }
            return epoch == known.get().tip().epoch() ? known : Optional.of(goOn(known.get()));
        } catch (RatchetException e) {
            throw EncryptionException.ofGroup(e.reason(), chat, e);
        }
    }

    /// The newest entry whose actor is an admin in it, on trust, and all that follow it.
    private MemberChain adopt(long chat) {
        JsonNode newest = read(chat, 0);
        long from = Math.max(1, signed(newest.path("entries").path(0)).entry().epoch() - PAGE + 1);
        JsonNode page = read(chat, from).path("entries");
        for (int i = page.size() - 1; i >= 0; i--) {
            Membership.Signed entry = signed(page.path(i));
            if (entry.entry().role(entry.entry().actor().userId()).isPresent()) {
                requireGroup(chat, entry);
                entry.adopt(certificate(entry, page.path(i)));
                List<Membership.Signed> before = before(page, i);
                return goOn(beginWith(chat, before, entry));
            }
        }
        throw new RatchetException(Reason.NOT_A_MEMBER, "no entry of an admin");
    }

    /// The entries that one refers to by its hash, oldest first: what was said under them can be
    /// read.
    private static List<Membership.Signed> before(JsonNode page, int at) {
        List<Membership.Signed> before = new ArrayList<>();
        Membership next = signed(page.path(at)).entry();
        for (int i = at - 1; i >= 0; i--) {
            Membership.Signed entry = signed(page.path(i));
            if (!entry.entry().hash().equals(next.previousHash())) {
                throw new RatchetException(Reason.LIST_FORK, "entries that are no chain");
            }
            before.addFirst(entry);
            next = entry.entry();
        }
        return before;
    }

    private MemberChain goOn(MemberChain known) {
        MemberChain chain = known;
        boolean more = true;
        while (more) {
            JsonNode page = read(chain.chat(), chain.tip().epoch() + 1);
            for (JsonNode one : page.path("entries")) {
                Membership.Signed entry = signed(one);
                entry.follow(chain.tip(), certificate(entry, one));
                chain = keep(chain, entry);
            }
            more = page.path("more").asBoolean(false) && !page.path("entries").isEmpty();
        }
        return chain;
    }

    private MemberChain keep(MemberChain chain, Membership.Signed entry) {
        changes++;
        return device.store().transaction(records -> chain.with(records, entry));
    }

    /// A server that was restored from a backup may have lost entries: what this device signed goes
    /// there again. Everything else that is missing makes it a server that hides something.
    private MemberChain restore(MemberChain known) {
        JsonNode newest = read(known.chat(), 0).path("entries");
        long epoch = newest.isEmpty() ? 0 : signed(newest.path(0)).entry().epoch();
        if (epoch > 0 && epoch >= known.first()) {
            Membership theirs = signed(newest.path(0)).entry();
            requireSame(known.chat(), theirs);
        }
        while (epoch < known.tip().epoch()) {
            long next = ++epoch;
            Membership.Signed own =
                    device.store()
                            .transaction(r -> MemberChain.signed(r, known.chat(), next))
                            .filter(e -> e.entry().actor().equals(device.keys().address()))
                            .orElseThrow(
                                    () ->
                                            new RatchetException(
                                                    Reason.LIST_ROLLBACK, "entries are hidden"));
            post(known.chat(), own);
        }
        return known;
    }

    private void requireSame(long chat, Membership theirs) {
        boolean same =
                device.store()
                        .transaction(r -> MemberChain.entry(r, chat, theirs.epoch(), theirs.hash()))
                        .isPresent();
        if (!same) {
            throw new RatchetException(Reason.LIST_FORK, "another entry than the known one");
        }
    }

    /// The accepted entry that a message names; the server is asked once for one that is not known.
    Optional<Membership> entry(long chat, SenderKeys.Header header) {
        Optional<Membership> entry = accepted(chat, header);
        Optional<MemberChain> known = known(chat);
        boolean may = known.isEmpty() || header.epoch() > known.get().tip().epoch();
        if (entry.isEmpty() && may) {
            try {
                follow(chat, header.epoch());
            } catch (EncryptionException e) {
                return Optional.empty();
            }
            return accepted(chat, header);
        }
        return entry;
    }

    private Optional<Membership> accepted(long chat, SenderKeys.Header header) {
        return device.store()
                .transaction(
                        r -> MemberChain.entry(r, chat, header.epoch(), header.membershipHash()));
    }

    /// Signs the first entry of a group.
    MemberChain begin(long chat, List<Membership.Member> members) {
        Membership.Signed entry =
                Membership.first(
                                MemberChain.groupId(chat),
                                device.keys().address(),
                                device.clock().millis(),
                                members)
                        .sign(device.keys());
        post(chat, entry);
        return beginWith(chat, List.of(), entry);
    }

    private MemberChain beginWith(
            long chat, List<Membership.Signed> before, Membership.Signed entry) {
        changes++;
        return device.store()
                .transaction(records -> MemberChain.begin(records, chat, before, entry));
    }

    /// Signs a change, again on top of what others signed meanwhile. Nothing is signed where
    /// nothing changes.
    ///
    /// @return the chain with it; empty if the group has none
    Optional<MemberChain> change(long chat, UnaryOperator<List<Membership.Member>> wish) {
        Optional<MemberChain> known = newest(chat);
        for (int tries = 1; known.isPresent(); tries++) {
            MemberChain chain = known.get();
            List<Membership.Member> wanted = wish.apply(chain.tip().members());
            if (wanted.equals(chain.tip().members())) {
                return known;
            }
            requireMay(chain, wanted);
            Membership.Signed entry =
                    chain.tip()
                            .next(device.keys().address(), device.clock().millis(), wanted)
                            .sign(device.keys());
            try {
                post(chat, entry);
                return Optional.of(keep(chain, entry));
            } catch (RefusedException e) {
                if (!e.code().equals("membership_changed") || tries == TRIES) {
                    throw e;
                }
                known = newest(chat);
            }
        }
        return known;
    }

    /// Before the server has it: an entry that others refuse would block the group.
    private void requireMay(MemberChain chain, List<Membership.Member> wanted) {
        long me = device.keys().address().userId();
        boolean leaves =
                wanted.equals(MemberChain.changed(chain.tip().members(), me, Optional.empty()));
        if (!chain.isMember(me) || !(chain.isAdmin(me) || leaves)) {
            throw EncryptionException.ofGroup(Reason.NOT_A_MEMBER, chain.chat(), null);
        }
    }

    /// The chain up to what the server has; a restored server gets what this device has signed.
    Optional<MemberChain> newest(long chat) {
        JsonNode entries = read(chat, 0).path("entries");
        return follow(chat, entries.isEmpty() ? 0 : signed(entries.path(0)).entry().epoch());
    }

    private void post(long chat, Membership.Signed entry) {
        device.call(
                "POST",
                "/api/e2ee/chats/" + chat + "/membership",
                Map.of("entry", Encodings.base64(entry.encode())));
    }

    private JsonNode read(long chat, long from) {
        String path = "/api/e2ee/chats/" + chat + "/membership" + (from > 0 ? "?from=" + from : "");
        return device.call("GET", path, null);
    }

    private static Membership.Signed signed(JsonNode one) {
        return Membership.Signed.parse(Encodings.bytes(one.path("entry")));
    }

    private static void requireGroup(long chat, Membership.Signed entry) {
        if (!entry.entry().groupId().equals(MemberChain.groupId(chat))) {
            throw new RatchetException(Reason.IDENTITY_MISMATCH, "another group's entry");
        }
    }

    /// The signing device as its account knows it: on the present list or, if it has been taken
    /// off, by the certificate beside the entry.
    private DeviceCert certificate(Membership.Signed entry, JsonNode one) {
        Address actor = entry.entry().actor();
        KnownDevices known = device.directory().devices(actor.userId(), 0);
        Function<KnownDevices, @Nullable DeviceCert> find =
                list ->
                        list.devices().stream()
                                .filter(cert -> cert.address().equals(actor))
                                .findFirst()
                                .orElse(null);
        DeviceCert listed = find.apply(known);
        if (listed == null) {
            known = device.directory().refresh(actor.userId());
            listed = find.apply(known);
        }
        if (listed != null) {
            return listed;
        }
        DeviceCert.Signed beside =
                DeviceCert.Signed.parse(Encodings.bytes(one.path("certificate")));
        beside.verify(known.accountKey());
        return beside.cert();
    }
}
