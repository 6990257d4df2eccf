package org.kocmoc.ratchet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.kocmoc.ratchet.Linking.Grant;
import org.kocmoc.ratchet.Linking.Welcome;
import org.kocmoc.ratchet.encoding.Padding;
import org.kocmoc.ratchet.primitive.Gcm;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;

/// What a device reads while it is linked, and the two codes that are scanned. The channel's cipher
/// lets everything through here, so that the readers behind it are reached: a scanned code may come
/// from an attacker, who then holds the channel's keys.
final class FuzzLinking {
    private final Person host;
    private final Primitives open;
    private final DeviceKeys fresh;

    FuzzLinking(Person host, Primitives primitives) {
        this.host = host;
        open =
                new Primitives(
                        primitives.agreement(),
                        primitives.signing(),
                        primitives.kem(),
                        primitives.kdf(),
                        primitives.cbc(),
                        new Transparent(),
                        primitives.random());
        fresh = DeviceKeys.generate(open, new Address(1, 2), 7);
    }

    void addTo(List<FuzzTarget> all) {
        Attempt made = new Attempt();
        all.add(
                new FuzzTarget(
                        "invitation",
                        List.of(made.newcomer.qr().getBytes(ISO_8859_1)),
                        b -> {
                            Linking.Invitation.parse(new String(b, ISO_8859_1));
                            return Optional.empty();
                        }));
        all.add(
                new FuzzTarget(
                        "offer",
                        List.of(made.host.offer()),
                        b -> Optional.of(Linking.Offer.parse(b).encode())));
        byte[] welcome = payload(made.host.welcome(welcome()));
        byte[] request = payload(made.request());
        byte[] grant = payload(made.grant());
        add(all, "link welcome", welcome, (a, b) -> a.newcomer.welcomed(frame(1, b)));
        add(all, "link request", request, (a, b) -> a.challenge(frame(2, b)));
        add(all, "link grant", grant, (a, b) -> a.granted(frame(5, b)));
        SafetyNumber number =
                SafetyNumber.of(1, host.account.publicKey(), 2, fresh.cert().signingKey());
        all.add(
                new FuzzTarget(
                        "safety code",
                        List.of(number.qr().getBytes(ISO_8859_1)),
                        b -> {
                            number.matches(new String(b, ISO_8859_1));
                            return Optional.empty();
                        }));
    }

    private void add(
            List<FuzzTarget> all, String name, byte[] valid, BiConsumer<Attempt, byte[]> reader) {
        all.add(
                new FuzzTarget(
                        name,
                        List.of(valid),
                        b -> {
                            reader.accept(new Attempt(), b);
                            return Optional.empty();
                        }));
    }

    private Welcome welcome() {
        return new Welcome(fresh.address(), host.account.publicKey());
    }

    private static byte[] frame(int kind, byte[] payload) {
        byte[] padded = Padding.pad(Secret.join(new byte[] {(byte) kind}, payload));
        return Arrays.copyOf(padded, padded.length + Gcm.TAG_SIZE);
    }

    private static byte[] payload(byte[] frame) {
        byte[] plain = Padding.unpad(Arrays.copyOf(frame, frame.length - Gcm.TAG_SIZE));
        return Arrays.copyOfRange(plain, 1, plain.length);
    }

    /// Both ends with an open channel.
    private final class Attempt {
        private final LinkNewcomer newcomer = LinkNewcomer.begin(open);
        private final LinkHost host = LinkHost.scan(open, newcomer.qr(), newcomer.kemKey());

        Attempt() {
            newcomer.accept(host.offer());
        }

        byte[] request() {
            newcomer.welcomed(host.welcome(welcome()));
            return newcomer.request(fresh);
        }

        void challenge(byte[] request) {
            host.welcome(welcome());
            host.challenge(request);
        }

        byte[] grant() {
            host.code(newcomer.reveal(host.challenge(newcomer.request(fresh))));
            DeviceCert.Signed cert = FuzzLinking.this.host.account.certify(host.request());
            return host.grant(
                    new Grant(
                            cert,
                            FuzzLinking.this.host.account.nextList(
                                    FuzzLinking.this.host.list.list(),
                                    List.of(FuzzLinking.this.host.cert.cert(), cert.cert())),
                            Optional.of(FuzzLinking.this.host.account),
                            Optional.of(BackupKey.generate(open)),
                            List.of(
                                    new Backup.Verification(
                                            2, cert.cert().signingKey(), Backup.State.SEEN, 7))));
        }

        void granted(byte[] grant) {
            request();
            newcomer.granted(grant);
        }
    }

    /// Encrypts nothing and believes everything.
    private static final class Transparent implements Gcm {
        @Override
        public byte[] seal(byte[] key, byte[] nonce, byte[] aad, byte[] plaintext) {
            return Arrays.copyOf(plaintext, plaintext.length + TAG_SIZE);
        }

        @Override
        public byte[] open(byte[] key, byte[] nonce, byte[] aad, byte[] ciphertext) {
            if (ciphertext.length < TAG_SIZE) {
                throw new RatchetException(RatchetException.Reason.UNDECRYPTABLE, "too short");
            }
            return Arrays.copyOf(ciphertext, ciphertext.length - TAG_SIZE);
        }
    }
}
