package org.kocmoc.ratchet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kocmoc.ratchet.Refusals.assertRefused;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kocmoc.ratchet.Linking.Grant;
import org.kocmoc.ratchet.Linking.Welcome;
import org.kocmoc.ratchet.RatchetException.Reason;

final class LinkingTest {
    private final AccountKey account = AccountKey.generate();
    private final DeviceKeys old = DeviceKeys.generate(new Address(1, 1), 1);
    private final DeviceList.Signed before = account.firstList(1, List.of(old.cert()));
    private final LinkNewcomer newcomer = LinkNewcomer.begin();
    private final LinkHost host = LinkHost.scan(newcomer.qr(), newcomer.kemKey());
    private final Welcome welcome = new Welcome(new Address(1, 2), account.publicKey());

    @Test
    void aDeviceIsLinked() {
        newcomer.accept(host.offer());
        DeviceKeys fresh =
                DeviceKeys.generate(newcomer.welcomed(host.welcome(welcome)).address(), 2);
        byte[] reveal = newcomer.reveal(host.challenge(newcomer.request(fresh)));
        assertThat(host.code(reveal)).isEqualTo(newcomer.code()).hasSize(6).containsOnlyDigits();

        BackupKey backup = BackupKey.generate();
        Grant grant =
                new Grant(
                        account.certify(host.request()),
                        account.nextList(before.list(), List.of(old.cert(), fresh.cert())),
                        Optional.of(account),
                        Optional.of(backup),
                        List.of());
        Grant granted = newcomer.granted(host.grant(grant));

        assertThat(granted.cert()).isEqualTo(grant.cert());
        assertThat(granted.devices()).isEqualTo(grant.devices());
        assertThat(granted.accountKey().orElseThrow().seed()).isEqualTo(account.seed());
        assertThat(granted.backupKey().orElseThrow().bytes()).isEqualTo(backup.bytes());
        Bytes uuid = Bytes.of(new byte[16]);
        Bytes hash = Bytes.of(new byte[32]);
        byte[] frame =
                host.messageKeys(List.of(new Backup.MessageKey(7, uuid, new byte[32], hash)));
        assertThat(newcomer.messageKeys(frame)).hasSize(1);
        host.close();
        newcomer.close();
        assertRefused(Reason.NO_SESSION, () -> host.messageKeys(List.of()));
        assertThat(LinkHost.rendezvous(newcomer.qr())).isEqualTo(newcomer.rendezvous());
    }

    @Test
    void anExchangedKemKeyIsRefused() {
        LinkNewcomer other = LinkNewcomer.begin();

        assertRefused(Reason.IDENTITY_MISMATCH, () -> LinkHost.scan(newcomer.qr(), other.kemKey()));
    }

    @Test
    void anExchangedOfferGivesNoChannel() {
        LinkHost other = LinkHost.scan(newcomer.qr(), newcomer.kemKey());
        newcomer.accept(other.offer());
        byte[] frame = host.welcome(welcome);

        assertRefused(Reason.UNDECRYPTABLE, () -> newcomer.welcomed(frame));
        assertRefused(Reason.NO_SESSION, () -> newcomer.welcomed(frame));
        assertRefused(Reason.REUSED_BASE_KEY, () -> newcomer.accept(host.offer()));
    }

    @Test
    void framesComeInOrderAndOnce() {
        newcomer.accept(host.offer());
        byte[] frame = host.welcome(welcome);
        newcomer.welcomed(frame);

        assertRefused(Reason.UNDECRYPTABLE, () -> newcomer.welcomed(frame));
    }

    @Test
    void aRequestForAnotherPlaceIsRefused() {
        newcomer.accept(host.offer());
        newcomer.welcomed(host.welcome(welcome));
        DeviceKeys elsewhere = DeviceKeys.generate(new Address(5, 5), 2);
        byte[] request = newcomer.request(elsewhere);

        assertRefused(Reason.IDENTITY_MISMATCH, () -> host.challenge(request));
    }

    @Test
    void stepsCannotBeLeftOut() {
        assertRefused(Reason.NO_SESSION, () -> newcomer.welcomed(new byte[200]));
        assertRefused(Reason.NO_SESSION, host::request);
        newcomer.accept(host.offer());
        newcomer.welcomed(host.welcome(welcome));
        DeviceKeys fresh = DeviceKeys.generate(welcome.address(), 2);
        byte[] request = newcomer.request(fresh);
        assertRefused(Reason.MALFORMED, () -> host.code(request));
    }

    @Test
    void aGrantForAnotherDeviceIsRefused() {
        newcomer.accept(host.offer());
        newcomer.welcomed(host.welcome(welcome));
        DeviceKeys fresh = DeviceKeys.generate(welcome.address(), 2);
        host.code(newcomer.reveal(host.challenge(newcomer.request(fresh))));
        Grant other =
                new Grant(
                        account.certify(old.request()),
                        before,
                        Optional.empty(),
                        Optional.empty(),
                        List.of());
        Grant unlisted =
                new Grant(
                        account.certify(fresh.request()),
                        before,
                        Optional.empty(),
                        Optional.empty(),
                        List.of());

        assertRefused(Reason.IDENTITY_MISMATCH, () -> host.grant(other));
        byte[] frame = host.grant(unlisted);
        assertRefused(Reason.IDENTITY_MISMATCH, () -> newcomer.granted(frame));
    }

    @Test
    void nonsenseIsRefused() {
        assertRefused(Reason.MALFORMED, () -> LinkHost.rendezvous("https://example.org"));
        assertRefused(Reason.MALFORMED, () -> LinkHost.rendezvous("kocmoc-link:!"));
        assertRefused(Reason.UNSUPPORTED_VERSION, () -> LinkHost.rendezvous("kocmoc-link:Ag"));
        assertRefused(Reason.UNSUPPORTED_VERSION, () -> newcomer.accept(new byte[] {2}));
        newcomer.close();
    }
}
