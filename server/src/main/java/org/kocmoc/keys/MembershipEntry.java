package org.kocmoc.keys;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.ChatId;
import org.kocmoc.limits.Size;

/// A signed entry of the membership chain of a group, as uploaded. The arrays are not to be
/// changed.
///
/// @param previous hash of the entry before, zeros in the first one
/// @param members whether each member is an admin
/// @param hash of this one without its signature
/// @param encoded all bytes
record MembershipEntry(
        ChatId chat,
        long epoch,
        byte[] previous,
        long user,
        int device,
        Map<Long, Boolean> members,
        byte[] hash,
        byte[] encoded) {
    private static final byte[] LABEL = Layout.label("kocmoc/membership/1");
    private static final int HASH = 32;
    private static final int MEMBER = Long.BYTES + 1;
    private static final int FIXED =
            LABEL.length + 5 * Long.BYTES + HASH + Integer.BYTES + Short.BYTES;

    /// Longest entry.
    static final int MAX_SIZE =
            FIXED + Size.E2EE_GROUP_MEMBERS.value() * MEMBER + KeyChecks.SIGNATURE;

    /// Reads an entry whose signature nobody has checked yet.
    static MembershipEntry parse(byte[] bytes) {
        int body = bytes.length - KeyChecks.SIGNATURE;
        int count = (body - FIXED) / MEMBER;
        if (bytes.length > MAX_SIZE || count < 1 || body != FIXED + count * MEMBER) {
            throw refusal();
        }
        Layout in = new Layout(bytes);
        boolean labelled = in.startsWith(LABEL);
        boolean padded = in.u64().orElse(1) == 0;
        OptionalLong chat = in.u64();
        long epoch = in.u64().orElse(0);
        byte[] previous = in.bytes(HASH);
        OptionalLong user = in.u64();
        int device = in.bits32();
        boolean dated = in.u64().isPresent();
        boolean counted = in.u16() == count;
        Map<Long, Boolean> members = members(in, count);
        boolean first = epoch == 1 && Arrays.equals(previous, new byte[HASH]);
        if (!labelled || !padded || chat.isEmpty() || user.isEmpty() || !dated || !counted) {
            throw refusal();
        }
        if (!first && epoch < 2) {
            throw refusal();
        }
        byte[] hash = Bytes.sha256(Arrays.copyOf(bytes, body));
        return new MembershipEntry(
                new ChatId(chat.getAsLong()),
                epoch,
                previous,
                user.getAsLong(),
                device,
                members,
                hash,
                bytes);
    }

    /// Each once, in ascending order, one of them an admin.
    private static Map<Long, Boolean> members(Layout in, int count) {
        Map<Long, Boolean> members = new HashMap<>();
        long last = 0;
        for (int i = 0; i < count; i++) {
            long user = in.u64().orElse(0);
            int role = in.bytes(1)[0];
            if (user <= last || role < 0 || role > 1) {
                throw refusal();
            }
            last = user;
            members.put(user, role == 1);
        }
        if (!members.containsValue(true)) {
            throw refusal();
        }
        return members;
    }

    /// Whether its signer may change the members that way: any admin of the entry before may, and
    /// everybody may leave. Every client judges so too; here it keeps an entry that all refuse from
    /// ending the chain.
    boolean mayFollow(MembershipEntry before) {
        Map<Long, Boolean> without = new HashMap<>(before.members);
        Boolean admin = without.remove(user);
        return admin != null && (admin || without.equals(members));
    }

    /// Refuses an entry of another chat or device, or one that the device has not signed.
    void require(ChatId wanted, Device actor, byte[] signingKey) {
        int body = encoded.length - KeyChecks.SIGNATURE;
        boolean valid =
                chat.equals(wanted)
                        && user == actor.user().value()
                        && device == actor.id()
                        && KeyChecks.verifies(
                                signingKey,
                                Arrays.copyOf(encoded, body),
                                Arrays.copyOfRange(encoded, body, encoded.length));
        if (!valid) {
            throw refusal();
        }
    }

    private static ApiException refusal() {
        return new ApiException(KeysError.MEMBERSHIP_INVALID);
    }
}
