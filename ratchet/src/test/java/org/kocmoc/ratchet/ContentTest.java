package org.kocmoc.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.kocmoc.ratchet.Refusals.assertRefused;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kocmoc.ratchet.RatchetException.Reason;

/// Bodies, files, safety numbers and backups.
final class ContentTest {
    private static final Bytes UUID = Bytes.of(new byte[16]);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_023, 1_024, 16_383, 16_384, 16_385, 100_000})
    void filesComeBack(int size) throws IOException {
        byte[] file = new byte[size];
        new SplittableRandom(size).nextBytes(file);
        ByteArrayOutputStream encrypted = new ByteArrayOutputStream();
        Attachment.Key key =
                Attachment.encrypt(UUID, size, new ByteArrayInputStream(file), encrypted);
        ByteArrayOutputStream back = new ByteArrayOutputStream();
        Attachment.decrypt(key, new ByteArrayInputStream(encrypted.toByteArray()), back);

        assertThat(back.toByteArray()).isEqualTo(file);
        assertThat(encrypted.size() - 56)
                .isGreaterThanOrEqualTo((int) Attachment.paddedSize(size) + 16);
    }

    @Test
    void aFileCanBeReadFromTheMiddle() throws IOException {
        byte[] file = new byte[50_000];
        new SplittableRandom(1).nextBytes(file);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Attachment.Key key = Attachment.encrypt(UUID, 50_000, new ByteArrayInputStream(file), out);
        byte[] encrypted = out.toByteArray();
        Attachment.Reader reader =
                Attachment.reader(key, Arrays.copyOf(encrypted, Attachment.HEADER));
        byte[] piece =
                Arrays.copyOfRange(encrypted, (int) reader.offset(1), (int) reader.offset(2));

        assertThat(reader.open(1, piece))
                .isEqualTo(Arrays.copyOfRange(file, Attachment.PIECE, 2 * Attachment.PIECE));
        assertRefused(Reason.UNDECRYPTABLE, () -> reader.open(0, piece));
        assertRefused(Reason.UNDECRYPTABLE, () -> reader.open(1, new byte[3]));
        assertRefused(Reason.TOO_LARGE, () -> reader.open(-1, piece));
        assertRefused(Reason.UNDECRYPTABLE, () -> Attachment.reader(key, new byte[7]));
    }

    @Test
    void changedFilesAreRefused() throws IOException {
        byte[] file = new byte[20_000];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Attachment.Key key = Attachment.encrypt(UUID, 20_000, new ByteArrayInputStream(file), out);
        byte[] encrypted = out.toByteArray();
        byte[] flipped = encrypted.clone();
        flipped[17_000] ^= 1;
        Attachment.Key otherSize = new Attachment.Key(UUID, key.key(), 19_000, key.sha256());
        Attachment.Key otherHash = new Attachment.Key(UUID, key.key(), 20_000, UUID);
        byte[] full = new byte[20_000];
        Arrays.fill(full, (byte) 1);
        ByteArrayOutputStream ones = new ByteArrayOutputStream();
        Attachment.Key onesKey =
                Attachment.encrypt(UUID, 20_000, new ByteArrayInputStream(full), ones);
        Attachment.Key cut = new Attachment.Key(UUID, onesKey.key(), 19_900, onesKey.sha256());

        assertRefused(Reason.UNDECRYPTABLE, () -> decrypt(key, flipped));
        assertRefused(Reason.UNDECRYPTABLE, () -> decrypt(key, Arrays.copyOf(encrypted, 16_456)));
        assertRefused(Reason.UNDECRYPTABLE, () -> decrypt(otherSize, encrypted));
        assertRefused(Reason.UNDECRYPTABLE, () -> decrypt(otherHash, encrypted));
        assertRefused(Reason.UNDECRYPTABLE, () -> decrypt(cut, ones.toByteArray()));
        assertThat(key.toString()).doesNotContain(Bytes.of(key.key()).hex());
    }

    @Test
    void wrongSizesAreToldAtOnce() {
        assertThatIOException()
                .isThrownBy(
                        () ->
                                Attachment.encrypt(
                                        UUID,
                                        10,
                                        new ByteArrayInputStream(new byte[9]),
                                        new ByteArrayOutputStream()));
        assertRefused(Reason.TOO_LARGE, () -> Attachment.paddedSize((1L << 40) + 1));
        assertRefused(Reason.TOO_LARGE, () -> Attachment.paddedSize(-1));
        assertRefused(
                Reason.MALFORMED,
                () ->
                        Attachment.encrypt(
                                Bytes.empty(),
                                0,
                                new ByteArrayInputStream(new byte[0]),
                                new ByteArrayOutputStream()));
    }

    @Test
    void bodiesComeBackOnlyAsTheyWereSent() {
        MessageBody.Sealed sealed = MessageBody.seal(7, UUID, Person.utf8("hello"));
        byte[] body = sealed.body().toArray();
        byte[] flipped = body.clone();
        flipped[0] ^= 1;

        assertThat(MessageBody.open(7, UUID, sealed.key(), sealed.hash(), body))
                .isEqualTo(Person.utf8("hello"));
        assertRefused(
                Reason.UNDECRYPTABLE,
                () -> MessageBody.open(8, UUID, sealed.key(), sealed.hash(), body));
        assertRefused(
                Reason.UNDECRYPTABLE,
                () -> MessageBody.open(7, UUID, sealed.key(), sealed.hash(), flipped));
        assertRefused(
                Reason.UNDECRYPTABLE,
                () -> MessageBody.open(7, UUID, new byte[5], sealed.hash(), body));
        assertRefused(Reason.TOO_LARGE, () -> MessageBody.seal(7, UUID, new byte[65_536]));
        assertRefused(Reason.MALFORMED, () -> MessageBody.seal(7, Bytes.empty(), new byte[0]));
        assertThat(sealed.toString()).doesNotContain(Bytes.of(sealed.key()).hex());
    }

    @Test
    void bothSidesSeeTheSameSafetyNumber() {
        Bytes ada = AccountKey.generate().publicKey();
        Bytes bob = AccountKey.generate().publicKey();
        SafetyNumber adas = SafetyNumber.of(1, ada, 2, bob);
        SafetyNumber bobs = SafetyNumber.of(2, bob, 1, ada);
        SafetyNumber carols = SafetyNumber.of(3, ada, 1, bob);

        assertThat(adas.digits()).isEqualTo(bobs.digits()).hasSize(60).containsOnlyDigits();
        assertThat(adas.matches(bobs.qr())).isTrue();
        assertThat(adas.matches(adas.qr())).isFalse();
        assertThat(adas.matches(carols.qr())).isFalse();
        assertThat(adas).hasToString(adas.digits());
        assertRefused(Reason.MALFORMED, () -> adas.matches("https://example.org"));
        assertRefused(Reason.MALFORMED, () -> adas.matches("kocmoc-verify:!"));
        assertRefused(Reason.MALFORMED, () -> adas.matches("kocmoc-verify:AQ"));
        assertRefused(Reason.UNSUPPORTED_VERSION, () -> adas.matches("kocmoc-verify:Ag"));
    }

    @Test
    void theBackupKeyComesBackByCode() {
        BackupKey key = BackupKey.generate();
        String code = BackupKey.newRecoveryCode();
        byte[] wrapped = key.wrap(1, code);
        String asTyped = code.toLowerCase(Locale.ROOT).replace('-', ' ').replace('0', 'o');

        assertThat(code).hasSize(30);
        assertThat(wrapped).hasSize(78);
        assertThat(BackupKey.unwrap(1, asTyped, wrapped).bytes()).isEqualTo(key.bytes());
        assertRefused(Reason.UNDECRYPTABLE, () -> BackupKey.unwrap(2, code, wrapped));
        assertRefused(
                Reason.UNDECRYPTABLE,
                () -> BackupKey.unwrap(1, BackupKey.newRecoveryCode(), wrapped));
        assertRefused(Reason.MALFORMED, () -> BackupKey.unwrap(1, code + "U", wrapped));
        assertRefused(
                Reason.UNSUPPORTED_VERSION,
                () -> BackupKey.unwrap(1, "correct horse battery", Argon2::hash, wrapped));
        assertRefused(Reason.BAD_KEY, () -> BackupKey.of(new byte[3]));
        assertThat(key).hasToString("BackupKey");
    }

    @Test
    void theBackupKeyComesBackByPassphrase() {
        BackupKey key = BackupKey.generate();
        byte[] wrapped = key.wrap(1, "правильная лошадь", Argon2::hash);
        byte[] cheap = wrapped.clone();
        cheap[3] = 0;

        assertThat(wrapped).hasSize(87);
        assertThat(BackupKey.unwrap(1, "правильная лошадь", Argon2::hash, wrapped).bytes())
                .isEqualTo(key.bytes());
        assertRefused(
                Reason.UNDECRYPTABLE,
                () -> BackupKey.unwrap(1, "правильная собака", Argon2::hash, wrapped));
        assertRefused(
                Reason.WEAK_PARAMETERS,
                () -> BackupKey.unwrap(1, "правильная лошадь", Argon2::hash, cheap));
        assertRefused(Reason.WEAK_PASSPHRASE, () -> key.wrap(1, "short", Argon2::hash));
        assertRefused(Reason.WEAK_PASSPHRASE, () -> key.wrap(1, "aaaaaaaaaaaaaa", Argon2::hash));
    }

    @Test
    void blobsComeBackAndNeverOlder() {
        BackupKey key = BackupKey.generate();
        AccountKey account = AccountKey.generate();
        DeviceKeys device = DeviceKeys.generate(new Address(1, 1), 1);
        Backup.Account saved =
                new Backup.Account(
                        account.seed(),
                        account.firstList(1, List.of(device.cert())),
                        List.of(
                                new Backup.Verification(9, UUID32, Backup.State.SEEN, 4),
                                new Backup.Verification(2, UUID32, Backup.State.VERIFIED, 3)));
        byte[] blob = Backup.seal(key, 1, 5, saved);
        Backup.MessageKey messageKey = new Backup.MessageKey(7, UUID, UUID32.toArray(), UUID32);
        byte[] keys = Backup.seal(key, 1, 2, 1, List.of(messageKey));

        Backup.Account back = Backup.openAccount(key, 1, 5, blob);
        assertThat(back.accountSeed()).isEqualTo(account.seed());
        assertThat(back.devices()).isEqualTo(saved.devices());
        assertThat(back.verifications()).isEqualTo(saved.verifications());
        assertThat(Backup.openMessageKeys(key, 1, 2, 1, keys)).hasSize(1);
        assertRefused(Reason.LIST_ROLLBACK, () -> Backup.openAccount(key, 1, 6, blob));
        assertRefused(Reason.UNDECRYPTABLE, () -> Backup.openAccount(key, 2, 5, blob));
        assertRefused(Reason.IDENTITY_MISMATCH, () -> Backup.openAccount(key, 1, 1, keys));
        assertRefused(Reason.MALFORMED, () -> Backup.seal(key, 1, 1, 1, List.of(messageKey)));
        assertRefused(Reason.TOO_LARGE, () -> Backup.openAccount(key, 1, 1, new byte[17 << 20]));
        blob[0] = 2;
        assertRefused(Reason.UNSUPPORTED_VERSION, () -> Backup.openAccount(key, 1, 5, blob));
        assertThat(saved + "" + messageKey).doesNotContain(Bytes.of(account.seed()).hex());
    }

    private static final Bytes UUID32 = Bytes.of(new byte[32]);

    private static void decrypt(Attachment.Key key, byte[] file) throws IOException {
        Attachment.decrypt(key, new ByteArrayInputStream(file), new ByteArrayOutputStream());
    }
}
