package org.kocmoc.ratchet;

import static org.kocmoc.ratchet.VectorKinds.hex;
import static org.kocmoc.ratchet.VectorKinds.node;

import java.util.List;
import java.util.Optional;
import org.kocmoc.ratchet.Linking.Grant;
import org.kocmoc.ratchet.Linking.Welcome;
import org.kocmoc.ratchet.primitive.Primitives;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A linking from invitation to grant. Draws: account seed; old device (registration id, DS, DX);
/// N: rendezvous, x_N, k_N; O: x_O, m; new device (registration id, DS, DX); r_N; r_O; backup key.
final class LinkingVector {
    private LinkingVector() {}

    static ObjectNode run(JsonNode in, Primitives primitives) {
        long user = in.get("user_id").asLong();
        long created = in.get("created_ms").asLong();
        AccountKey account = AccountKey.generate(primitives);
        DeviceKeys old = DeviceKeys.generate(primitives, new Address(user, 1), created);
        DeviceList.Signed before = account.firstList(user, List.of(old.cert()));
        LinkNewcomer newcomer = LinkNewcomer.begin(primitives);
        LinkHost host = LinkHost.scan(primitives, newcomer.qr(), newcomer.kemKey());
        newcomer.accept(host.offer());
        ObjectNode out = node();
        out.put("qr", newcomer.qr());
        out.put("offer", hex(host.offer()));
        byte[] welcome =
                host.welcome(
                        new Welcome(
                                new Address(user, in.get("device_id").asInt()),
                                account.publicKey()));
        Welcome told = newcomer.welcomed(welcome);
        DeviceKeys fresh = DeviceKeys.generate(primitives, told.address(), created);
        byte[] request = newcomer.request(fresh);
        byte[] challenge = host.challenge(request);
        byte[] reveal = newcomer.reveal(challenge);
        String code = host.code(reveal);
        DeviceCert.Signed cert = account.certify(host.request());
        BackupKey backup = BackupKey.generate(primitives);
        Grant grant =
                new Grant(
                        cert,
                        account.nextList(before.list(), List.of(old.cert(), fresh.cert())),
                        Optional.of(account),
                        Optional.of(backup),
                        List.of(
                                new Backup.Verification(
                                        77,
                                        old.cert().signingKey(),
                                        Backup.State.VERIFIED,
                                        created)));
        byte[] granted = host.grant(grant);
        newcomer.granted(granted);
        out.put("welcome", hex(welcome));
        out.put("request", hex(request));
        out.put("challenge", hex(challenge));
        out.put("reveal", hex(reveal));
        out.put("code", code);
        out.put("code_at_newcomer", newcomer.code());
        out.put("grant", hex(granted));
        return out;
    }
}
