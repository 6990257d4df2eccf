package org.kocmoc.ratchet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.kocmoc.ratchet.encoding.Padding;
import org.kocmoc.ratchet.group.SenderChain;
import org.kocmoc.ratchet.group.SenderRatchet;
import org.kocmoc.ratchet.group.SenderWire;
import org.kocmoc.ratchet.internal.ReceivingChain;
import org.kocmoc.ratchet.internal.SenderContext;
import org.kocmoc.ratchet.internal.Suite;
import org.kocmoc.ratchet.primitive.Primitives;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How each kind of vector turns its `in` into its `out`. The twin has the same kinds.
final class VectorKinds {
    private VectorKinds() {}

    interface Kind {
        ObjectNode run(JsonNode in, Primitives primitives);
    }

    static final Map<String, Kind> ALL =
            Map.of(
                    "padding", VectorKinds::padding,
                    "identity", VectorKinds::identity,
                    "conversation", ConversationVector::run,
                    "sender-keys", VectorKinds::senderKeys,
                    "membership", VectorKinds::membership,
                    "safety-number", VectorKinds::safetyNumber,
                    "content", VectorKinds::content,
                    "backup", BackupVector::run,
                    "linking", LinkingVector::run);

    static Kind named(String kind) {
        return Objects.requireNonNull(ALL.get(kind), kind);
    }

    private static ObjectNode padding(JsonNode in, Primitives primitives) {
        ObjectNode out = node();
        ArrayNode lengths = out.putArray("padded");
        in.get("lengths").forEach(n -> lengths.add(Padding.paddedLength(n.asInt())));
        ArrayNode files = out.putArray("files");
        in.get("files").forEach(n -> files.add(Attachment.paddedSize(n.asLong())));
        out.put("example", hex(Padding.pad(bytes(in, "example"))));
        return out;
    }

    /// Draws: account seed; then per device registration id, DS seed, DX; then pre-keys of the
    /// first.
    private static ObjectNode identity(JsonNode in, Primitives primitives) {
        long user = in.get("user_id").asLong();
        long created = in.get("created_ms").asLong();
        AccountKey account = AccountKey.generate(primitives);
        ObjectNode out = node();
        out.put("account_key", account.publicKey().hex());
        List<DeviceKeys> devices = new ArrayList<>();
        ArrayNode certs = out.putArray("certificates");
        for (JsonNode id : in.get("device_ids")) {
            DeviceKeys device =
                    DeviceKeys.generate(primitives, new Address(user, id.asInt()), created);
            devices.add(device);
            ObjectNode one = certs.addObject();
            one.put("signed", hex(account.certify(device.request()).encode()));
            one.put("hash", device.cert().hash().hex());
        }
        List<DeviceCert> all = devices.stream().map(DeviceKeys::cert).toList();
        DeviceList.Signed first = account.firstList(user, all.subList(0, 1));
        DeviceList.Signed second = account.nextList(first.list(), all);
        out.put("list_1", hex(first.encode()));
        out.put("list_1_hash", first.list().hash().hex());
        out.put("list_2", hex(second.encode()));
        out.put("list_2_hash", second.list().hash().hex());
        DeviceKeys me = devices.getFirst();
        PreKeys preKeys = new PreKeys(me, () -> Instant.ofEpochMilli(created), primitives);
        RatchetStore.Memory store = new RatchetStore.Memory();
        PreKeys.Rotated rotated = store.transaction(preKeys::rotate);
        PreKeys.OneTime oneTime = store.transaction(tx -> preKeys.oneTime(tx, 1)).getFirst();
        PreKeys.Kem kem = store.transaction(tx -> preKeys.oneTimeKem(tx, 1)).getFirst();
        DeviceCert.Signed cert = account.certify(me.request());
        out.put(
                "bundle",
                hex(new PreKeyBundle(cert, rotated.signed(), kem, Optional.of(oneTime)).encode()));
        out.put(
                "bundle_last_resort",
                hex(
                        new PreKeyBundle(
                                        cert,
                                        rotated.signed(),
                                        rotated.lastResort(),
                                        Optional.empty())
                                .encode()));
        return out;
    }

    /// Draws: chain id, chain key, signing seed.
    private static ObjectNode senderKeys(JsonNode in, Primitives primitives) {
        SenderRatchet ratchet = new SenderRatchet(Suite.K1, primitives);
        Address sender = address(in.get("sender"));
        int chainId = DeviceKeys.positive(primitives);
        SenderChain chain =
                ratchet.create(value(in, "group_id"), chainId, in.get("created_ms").asLong());
        ObjectNode out = node();
        out.put("distribution", hex(ratchet.distribution(chain)));
        ReceivingChain receiving = ratchet.parse(ratchet.distribution(chain)).chain();
        List<byte[]> sent = new ArrayList<>();
        ArrayNode messages = out.putArray("messages");
        for (JsonNode content : in.get("contents")) {
            SenderContext context =
                    new SenderContext(
                            sender,
                            chain.groupId(),
                            chainId,
                            chain.iteration(),
                            in.get("epoch").asLong(),
                            value(in, "membership_hash"));
            SenderRatchet.Sent one = ratchet.encrypt(chain, context, parse(content.asString()));
            chain = one.chain();
            sent.add(one.message().toArray());
            messages.add(one.message().hex());
        }
        out.put("distribution_after", hex(ratchet.distribution(chain)));
        ArrayNode received = out.putArray("received");
        for (JsonNode index : in.get("receive")) {
            try {
                SenderRatchet.Received one =
                        ratchet.decrypt(
                                receiving,
                                sender,
                                SenderWire.parse(Suite.K1, sent.get(index.asInt())),
                                in.get("created_ms").asLong());
                receiving = one.chain();
                received.addObject().put("content", hex(one.content()));
            } catch (RatchetException e) {
                received.addObject().put("reason", e.reason().name());
            }
        }
        return out;
    }

    /// Draws: registration id, DS seed, DX of the acting device.
    private static ObjectNode membership(JsonNode in, Primitives primitives) {
        Address actor = address(in.get("actor"));
        long created = in.get("created_ms").asLong();
        DeviceKeys device = DeviceKeys.generate(primitives, actor, created);
        ObjectNode out = node();
        out.put("signing_key", device.cert().signingKey().hex());
        ArrayNode entries = out.putArray("entries");
        Membership current = null;
        for (JsonNode step : in.get("members")) {
            List<Membership.Member> members = new ArrayList<>();
            step.forEach(
                    m ->
                            members.add(
                                    new Membership.Member(
                                            m.get("user_id").asLong(),
                                            m.get("role").asInt() == 1
                                                    ? Membership.Role.ADMIN
                                                    : Membership.Role.MEMBER)));
            current =
                    current == null
                            ? Membership.first(value(in, "group_id"), actor, created, members)
                            : current.next(actor, created, members);
            ObjectNode one = entries.addObject();
            one.put("signed", hex(current.sign(device).encode()));
            one.put("hash", current.hash().hex());
        }
        return out;
    }

    private static ObjectNode safetyNumber(JsonNode in, Primitives primitives) {
        SafetyNumber number =
                SafetyNumber.of(
                        in.get("own_user_id").asLong(),
                        value(in, "own_key"),
                        in.get("peer_user_id").asLong(),
                        value(in, "peer_key"));
        return node().put("digits", number.digits()).put("qr", number.qr());
    }

    /// Draws: the body's key; then the file's key and salt.
    private static ObjectNode content(JsonNode in, Primitives primitives) {
        MessageBody.Sealed body =
                MessageBody.seal(
                        primitives,
                        in.get("chat_id").asLong(),
                        value(in, "uuid"),
                        bytes(in, "content"));
        byte[] file = new byte[in.get("file_size").asInt()];
        for (int i = 0; i < file.length; i++) {
            file[i] = (byte) (i * 31 + i / 256);
        }
        ByteArrayOutputStream encrypted = new ByteArrayOutputStream();
        Attachment.Key key;
        try {
            key =
                    Attachment.encrypt(
                            primitives,
                            value(in, "uuid"),
                            file.length,
                            new ByteArrayInputStream(file),
                            encrypted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] start = Arrays.copyOf(encrypted.toByteArray(), 256);
        return node().put("body", body.body().hex())
                .put("body_key", hex(body.key()))
                .put("body_hash", body.hash().hex())
                .put("file_key", hex(key.key()))
                .put("file_length", encrypted.size())
                .put("file_start", hex(start))
                .put("file_sha256", key.sha256().hex());
    }

    static ObjectNode node() {
        return JsonMapper.shared().createObjectNode();
    }

    static Address address(JsonNode node) {
        return new Address(node.get("user_id").asLong(), node.get("device_id").asInt());
    }

    static byte[] bytes(JsonNode node, String field) {
        return parse(node.get(field).asString());
    }

    static Bytes value(JsonNode node, String field) {
        return Bytes.of(bytes(node, field));
    }

    static byte[] parse(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
