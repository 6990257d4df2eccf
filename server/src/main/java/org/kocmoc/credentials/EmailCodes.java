package org.kocmoc.credentials;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.UserId;
import org.kocmoc.limits.Size;
import org.kocmoc.vault.Vault;

/// Codes that prove that somebody reads a mailbox: six digits, stored as keyed hashes, each with
/// [Size#CODE_TRIES] wrong tries.
///
/// Any open code counts, not only the newest, so that a late mail still works; using one uses up
/// all of its purpose. Every method works within the caller's transaction, which must commit also
/// when a try was wrong, since that is what counts it. Any thread.
public final class EmailCodes {
    private static final int FIRST = 100_000;
    private static final int COUNT = 900_000;

    private static final Duration KEEP = Duration.ofDays(30);

    private final byte[] key;
    private final Duration life;
    private final InstantSource clock;

    /// @param life how long a code is good
    public EmailCodes(Vault vault, Duration life, InstantSource clock) {
        this.key = vault.derive("kocmoc/email-code/1");
        this.life = life;
        this.clock = clock;
    }

    /// How long a code is good.
    public Duration life() {
        return life;
    }

    /// Makes a code; the oldest open ones give way beyond [Size#OPEN_CODES_PER_USER].
    public String issue(Handle handle, UserId user, CodePurpose purpose, String email) {
        String code = Integer.toString(FIRST + Bytes.randomBelow(COUNT));
        Instant now = clock.instant();
        EmailCodeStore.expireAllBut(
                handle, user, purpose, now, Size.OPEN_CODES_PER_USER.value() - 1);
        EmailCodeStore.insert(
                handle,
                new EmailCodeStore.NewCode(
                        user, purpose, email, hash(user, purpose, code), now, now.plus(life)));
        return code;
    }

    /// Whether the user could still use a code of that purpose.
    public boolean hasOpen(Handle handle, UserId user, CodePurpose purpose) {
        return !open(EmailCodeStore.lock(handle, user, purpose)).isEmpty();
    }

    /// Ends all codes of a purpose.
    public void expireAll(Handle handle, UserId user, CodePurpose purpose) {
        EmailCodeStore.expireAllBut(handle, user, purpose, clock.instant(), 0);
    }

    /// Forgets codes that ended long ago, except for those of accounts that were never confirmed: a
    /// server of the older kind knows such accounts by them.
    public void clean(Handle handle) {
        EmailCodeStore.deleteEndedBefore(handle, clock.instant().minus(KEEP));
    }

    /// Tries a code.
    public CodeCheck check(Handle handle, UserId user, CodePurpose purpose, String code) {
        List<EmailCodeStore.Row> rows = EmailCodeStore.lock(handle, user, purpose);
        String hash = Bytes.hex(hash(user, purpose, code));
        Optional<EmailCodeStore.Row> hit =
                rows.stream().filter(row -> row.isMadeOf(code, hash)).findFirst();
        if (hit.isEmpty()) {
            EmailCodeStore.countWrongTry(handle, user, purpose, clock.instant());
            return new CodeCheck.Wrong();
        }
        EmailCodeStore.Row row = hit.get();
        if (row.used()) {
            return new CodeCheck.Used();
        }
        if (!row.expiresAt().isAfter(clock.instant())) {
            return new CodeCheck.Expired();
        }
        if (row.attempts() >= Size.CODE_TRIES.value()) {
            return new CodeCheck.Exhausted();
        }
        EmailCodeStore.useAll(handle, user, purpose);
        return new CodeCheck.Accepted(row.email());
    }

    private List<EmailCodeStore.Row> open(List<EmailCodeStore.Row> rows) {
        Instant now = clock.instant();
        return rows.stream()
                .filter(row -> !row.used() && row.expiresAt().isAfter(now))
                .filter(row -> row.attempts() < Size.CODE_TRIES.value())
                .toList();
    }

    /// Bound to user and purpose: equal codes of two people have different hashes.
    private byte[] hash(UserId user, CodePurpose purpose, String code) {
        String text = user + "/" + purpose.name().toLowerCase(Locale.ROOT) + "/" + code;
        return Bytes.hmac(key, Bytes.utf8(text));
    }
}
