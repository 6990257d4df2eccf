package org.kocmoc.client.encryption;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kocmoc.ratchet.Address;
import org.kocmoc.ratchet.DeviceCert;
import org.kocmoc.ratchet.Membership;
import org.kocmoc.ratchet.RatchetException;
import org.kocmoc.ratchet.RatchetException.Reason;
import tools.jackson.databind.JsonNode;

/// Reads the entries about the members of groups that the server shows, and judges them by one that
/// is accepted. Keeps nothing. Under the session's lock.
final class EntryReader {
    /// An entry that is not judged yet.
    ///
    /// @param certificate of the signing device as it was when it signed
    record Shown(Membership.Signed signed, JsonNode certificate) {
        Membership entry() {
            return signed.entry();
        }

        /// Who signed it, as it says.
        Address actor() {
            return entry().actor();
        }
    }

    private record Page(List<Shown> entries, boolean more) {}

    private static final int PAGE = 50;

    private final Device device;

    EntryReader(Device device) {
        this.device = device;
    }

    /// The newest one of a group, if it has a chain.
    Optional<Shown> newest(long chat) {
        return page(chat, "").entries().stream().findFirst();
    }

    /// The first one of a group, on which all its other entries stand.
    Membership first(long chat) {
        Optional<Shown> first = page(chat, "?from=1").entries().stream().findFirst();
        requireGroup(chat, first.orElseThrow(EntryReader::hidden).entry());
        return first.get().entry();
    }

    /// What a device that knows nothing begins with: the newest entry whose actor is an admin in
    /// it, on trust, and before it those that its hash stands for, oldest first: what was said
    /// under them can be read. Its signature must verify if its signer's key can be had.
    List<Membership.Signed> beginning(long chat) {
        long newest = newest(chat).orElseThrow(EntryReader::hidden).entry().epoch();
        List<Shown> page = page(chat, "?from=" + Math.max(1, newest - PAGE + 1)).entries();
        for (int i = page.size() - 1; i >= 0; i--) {
            Shown shown = page.get(i);
            if (shown.entry().role(shown.actor().userId()).isPresent()) {
                requireGroup(chat, shown.entry());
                Optional<DeviceCert> signer = new EntrySigners(device.directory()).of(shown);
                signer.ifPresentOrElse(shown.signed()::adopt, shown.signed()::adoptOnTrust);
                return leadingTo(page.subList(0, i + 1));
            }
        }
        throw new RatchetException(Reason.NOT_A_MEMBER, "no entry of an admin");
    }

    private static List<Membership.Signed> leadingTo(List<Shown> shown) {
        List<Membership.Signed> chain = new ArrayList<>();
        for (Shown one : shown.reversed()) {
            boolean linked =
                    chain.isEmpty()
                            || one.entry().hash().equals(chain.getFirst().entry().previousHash());
            if (!linked) {
                throw new RatchetException(Reason.LIST_FORK, "entries that are no chain");
            }
            chain.addFirst(one.signed());
        }
        return chain;
    }

    /// Goes on with a run as far as the server shows entries.
    ///
    /// @param accepted is given each that counts, oldest first
    void follow(long chat, Membership.Run run, Consumer<Membership.Signed> accepted) {
        EntrySigners signers = new EntrySigners(device.directory());
        long next = run.accepted().epoch() + 1;
        boolean more = true;
        while (more) {
            Page page = page(chat, "?from=" + next);
            for (Shown shown : page.entries()) {
                run.take(shown.signed(), signers.of(shown)).forEach(accepted);
                next = shown.entry().epoch() + 1;
            }
            more = page.more() && !page.entries().isEmpty();
        }
    }

    /// All from the beginning to the newest, also those that nobody has vouched for: only to be
    /// looked at by a person.
    List<Membership.Signed> unvouched(long chat) {
        try {
            List<Membership.Signed> all = beginning(chat);
            Membership.Run run = new Membership.Run(all.getLast().entry());
            follow(chat, run, all::add);
            all.addAll(run.acceptSeen());
            return all;
        } catch (RatchetException e) {
            throw EncryptionException.ofGroup(e.reason(), chat, e);
        }
    }

    /// Whether nobody can check an accepted entry who has not done so before: its signer's key is
    /// gone.
    boolean isBeyondChecking(long chat, Membership entry) {
        try {
            return page(chat, "?from=" + entry.epoch()).entries().stream()
                    .filter(shown -> shown.entry().equals(entry))
                    .anyMatch(s -> new EntrySigners(device.directory()).asNewcomer(s).isEmpty());
        } catch (EncryptionException e) {
            // Another account key than the known one: whether that is accepted is not decided here.
            return e.reason() == Reason.IDENTITY_MISMATCH;
        }
    }

    private Page page(long chat, String query) {
        JsonNode answer =
                device.call("GET", "/api/e2ee/chats/" + chat + "/membership" + query, null);
        List<Shown> entries = new ArrayList<>();
        for (JsonNode one : answer.path("entries")) {
            entries.add(
                    new Shown(
                            Membership.Signed.parse(Encodings.bytes(one.path("entry"))),
                            one.path("certificate")));
        }
        return new Page(entries, answer.path("more").asBoolean(false));
    }

    private static void requireGroup(long chat, Membership entry) {
        if (!entry.groupId().equals(MemberChain.groupId(chat))) {
            throw new RatchetException(Reason.IDENTITY_MISMATCH, "another group's entry");
        }
    }

    private static RatchetException hidden() {
        return new RatchetException(Reason.LIST_ROLLBACK, "entries are hidden");
    }
}
