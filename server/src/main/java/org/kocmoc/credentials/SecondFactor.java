package org.kocmoc.credentials;

import com.bastiaanjansen.otp.SecretGenerator;
import com.bastiaanjansen.otp.TOTPGenerator;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.UserId;
import org.kocmoc.limits.Size;
import org.kocmoc.vault.Vault;

/// The second factor: codes of an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds), and
/// recovery codes for a lost one.
///
/// The app's secret is stored sealed, together with the last time step that was used, so that no
/// code works twice. Clocks may be off by one step. Every method works within the caller's
/// transaction and expects the account's row locked. Any thread.
public final class SecondFactor {
    private static final int STEP_SECONDS = 30;
    private static final int TOLERATED_STEPS = 1;
    private static final int RECOVERY_BYTES = 10;
    private static final int RESEALED_AT_ONCE = 500;

    /// A secret to put into an app.
    ///
    /// @param secret in Base32, for typing
    /// @param uri for a QR code
    public record Enrolment(String secret, URI uri) {}

    private record Stored(long lastStep, byte[] secret) {}

    private final Vault vault;
    private final InstantSource clock;

    public SecondFactor(Vault vault, InstantSource clock) {
        this.vault = vault;
        this.clock = clock;
    }

    /// Whether signing in needs the second factor.
    public boolean isEnabled(Handle handle, UserId user) {
        return SecondFactorStore.find(handle, user)
                .filter(row -> row.enabledAt() != null)
                .isPresent();
    }

    /// Makes a secret, which takes effect when a first code of it is confirmed.
    ///
    /// @param account what the app calls it
    /// @return empty if the factor is enabled already
    public Optional<Enrolment> begin(Handle handle, UserId user, String account) {
        if (isEnabled(handle, user)) {
            return Optional.empty();
        }
        byte[] secret = SecretGenerator.generate();
        store(handle, user, new Stored(0, secret));
        try {
            return Optional.of(
                    new Enrolment(Bytes.text(secret), generator(secret).getURI("Kocmoc", account)));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Enables the factor if the code is one of the new secret.
    ///
    /// @return recovery codes, to be shown this once; empty if the code is wrong or nothing was
    ///   begun
    public Optional<List<String>> confirm(Handle handle, UserId user, String code) {
        if (isEnabled(handle, user) || !acceptsCode(handle, user, code)) {
            return Optional.empty();
        }
        SecondFactorStore.enable(handle, user, clock.instant());
        return Optional.of(renewRecoveryCodes(handle, user));
    }

    /// Whether the text is a fresh code of the app or an unused recovery code; either is used up.
    public boolean accepts(Handle handle, UserId user, String typed) {
        String text = typed.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT);
        return text.length() == 6
                ? acceptsCode(handle, user, text)
                : SecondFactorStore.useRecoveryCode(
                        handle, user, recoveryHash(user, text), clock.instant());
    }

    /// Removes the factor and its recovery codes.
    public void disable(Handle handle, UserId user) {
        SecondFactorStore.disable(handle, user);
    }

    /// Replaces the recovery codes.
    ///
    /// @return the new ones, to be shown this once
    public List<String> renewRecoveryCodes(Handle handle, UserId user) {
        List<String> codes =
                Stream.generate(SecondFactor::recoveryCode)
                        .limit(Size.RECOVERY_CODES.value())
                        .toList();
        SecondFactorStore.replaceRecoveryCodes(
                handle, user, codes.stream().map(code -> recoveryHash(user, code)).toList());
        return codes;
    }

    /// How many recovery codes are left.
    public int recoveryCodesLeft(Handle handle, UserId user) {
        return SecondFactorStore.countRecoveryCodes(handle, user);
    }

    /// Seals some secrets that are under another master key anew, within the caller's transaction.
    ///
    /// @return how many; 0 if none is left
    public static int resealSome(Handle handle, Vault vault) {
        byte[] current = HexFormat.of().parseHex(vault.currentKeyId());
        List<SecondFactorStore.Sealed> secrets =
                SecondFactorStore.underOther(handle, current, RESEALED_AT_ONCE);
        for (SecondFactorStore.Sealed each : secrets) {
            String context = context(each.userId());
            byte[] plain = vault.open(each.secret(), context);
            SecondFactorStore.setSecret(handle, each.userId(), vault.seal(plain, context));
        }
        return secrets.size();
    }

    private boolean acceptsCode(Handle handle, UserId user, String code) {
        Optional<Stored> stored =
                SecondFactorStore.find(handle, user)
                        .map(row -> open(vault.open(row.secret(), context(user))));
        if (stored.isEmpty()) {
            return false;
        }
        TOTPGenerator generator = generator(stored.get().secret());
        long present = clock.instant().getEpochSecond() / STEP_SECONDS;
        for (long step = present - TOLERATED_STEPS; step <= present + TOLERATED_STEPS; step++) {
            String expected = generator.at(Instant.ofEpochSecond(step * STEP_SECONDS));
            if (step > stored.get().lastStep() && Bytes.equal(expected, code)) {
                store(handle, user, new Stored(step, stored.get().secret()));
                return true;
            }
        }
        return false;
    }

    private void store(Handle handle, UserId user, Stored stored) {
        byte[] plain =
                ByteBuffer.allocate(Long.BYTES + stored.secret().length)
                        .putLong(stored.lastStep())
                        .put(stored.secret())
                        .array();
        SecondFactorStore.setSecret(handle, user, vault.seal(plain, context(user)));
    }

    private static Stored open(byte[] plain) {
        ByteBuffer buffer = ByteBuffer.wrap(plain);
        long lastStep = buffer.getLong();
        byte[] secret = new byte[buffer.remaining()];
        buffer.get(secret);
        return new Stored(lastStep, secret);
    }

    private static TOTPGenerator generator(byte[] secret) {
        return TOTPGenerator.withDefaultValues(secret);
    }

    private static String context(UserId user) {
        return "users.totp/" + user;
    }

    private static String recoveryCode() {
        return Bytes.hex(Bytes.random(RECOVERY_BYTES)).replaceAll("(.{5})(?!$)", "$1-");
    }

    /// 80 random bits: a plain hash suffices.
    private static String recoveryHash(UserId user, String code) {
        return Bytes.sha256Hex(user + "/" + code.replace("-", ""));
    }
}
