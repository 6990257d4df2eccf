package org.kocmoc.ratchet;

import static org.kocmoc.ratchet.VectorKinds.hex;
import static org.kocmoc.ratchet.VectorKinds.node;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes the `in` of every vector from a seed.
final class VectorInputs {
    private static final long NOW = 1_793_491_200_000L;

    private final SplittableRandom random;

    VectorInputs(long seed) {
        random = new SplittableRandom(seed);
    }

    /// The inputs of one kind; always the same, whichever is asked for.
    List<ObjectNode> of(String kind) {
        return Objects.requireNonNull(all().get(kind), kind);
    }

    private Map<String, List<ObjectNode>> all() {
        Map<String, List<ObjectNode>> inputs = new TreeMap<>();
        inputs.put("padding", List.of(padding()));
        inputs.put("identity", List.of(identity()));
        inputs.put(
                "conversation",
                List.of(
                        conversation(true, 0, 100),
                        conversation(false, 1, 40),
                        conversation(true, 1, 10)));
        inputs.put("sender-keys", List.of(senderKeys()));
        inputs.put("membership", List.of(membership()));
        inputs.put("safety-number", List.of(safetyNumber(1, 2), safetyNumber(90_000_000_001L, 5)));
        inputs.put("content", List.of(content(0, 0), content(500, 1_024), content(5_000, 50_000)));
        inputs.put("backup", List.of(backup()));
        inputs.put(
                "linking",
                List.of(node().put("user_id", 1_001).put("device_id", 2).put("created_ms", NOW)));
        return inputs;
    }

    private ObjectNode padding() {
        ObjectNode in = node();
        ArrayNode lengths = in.putArray("lengths");
        for (int n :
                new int[] {0, 1, 158, 159, 160, 319, 4_000, 4_095, 4_096, 4_351, 10_000, 65_535}) {
            lengths.add(n);
        }
        ArrayNode files = in.putArray("files");
        for (long n : new long[] {0, 1, 1_023, 1_024, 1_025, 50_000, 1_000_000, 5_000_000_000L}) {
            files.add(n);
        }
        return in.put("example", bytes(10));
    }

    private ObjectNode identity() {
        ObjectNode in = node().put("user_id", 1_001).put("created_ms", NOW);
        in.putArray("device_ids").add(1).add(2).add(7);
        return in;
    }

    private ObjectNode conversation(boolean oneTime, int kemFlags, int length) {
        ObjectNode in = node().put("now_ms", NOW);
        ObjectNode a = party(in.putObject("a"), 1_001, 1);
        a.put("registration_id", 12_345).put("list_version", 3);
        ObjectNode b = party(in.putObject("b"), 1_002, 2);
        b.put("spk_id", 4).put("spk_private", bytes(32));
        if (oneTime) {
            b.put("opk_id", 9).put("opk_private", bytes(32));
        }
        b.put("kem_id", 5).put("kem_flags", kemFlags).put("kem_seed", bytes(64));
        steps(in.putArray("steps"), length);
        return in;
    }

    private ObjectNode party(ObjectNode node, long user, int device) {
        return node.put("user_id", user)
                .put("device_id", device)
                .put("ds_seed", bytes(32))
                .put("dx_private", bytes(32));
    }

    /// Sends at random, delivers late, out of order and sometimes twice.
    private void steps(ArrayNode steps, int length) {
        List<Integer> toA = new ArrayList<>();
        List<Integer> toB = new ArrayList<>();
        int sent = 0;
        boolean bobKnows = false;
        for (int i = 0; i < length; i++) {
            boolean a = random.nextInt(2) == 0;
            List<Integer> inbox = a ? toA : toB;
            boolean canSend = a || bobKnows;
            if (canSend && (inbox.isEmpty() || random.nextInt(5) < 3)) {
                String content = bytes(random.nextInt(4) == 0 ? 300 : random.nextInt(20));
                steps.addObject().put("by", a ? "a" : "b").put("send", content);
                (a ? toB : toA).add(sent++);
            } else if (!inbox.isEmpty()) {
                int pick = random.nextInt(inbox.size());
                int message = inbox.get(pick);
                steps.addObject().put("by", a ? "a" : "b").put("receive", message);
                if (random.nextInt(8) != 0) {
                    inbox.removeIf(m -> m == message);
                }
                bobKnows |= !a;
            }
        }
    }

    private ObjectNode senderKeys() {
        ObjectNode in = node();
        in.put("group_id", "0000000000000000" + HexFormat.of().toHexDigits(4_711L));
        in.putObject("sender").put("user_id", 1_001).put("device_id", 2);
        in.put("created_ms", NOW).put("epoch", 3).put("membership_hash", bytes(32));
        ArrayNode contents = in.putArray("contents");
        for (int i = 0; i < 12; i++) {
            contents.add(bytes(i * 30));
        }
        ArrayNode receive = in.putArray("receive");
        for (int i : new int[] {0, 3, 1, 1, 11, 2, 5, 4, 3, 10}) {
            receive.add(i);
        }
        return in;
    }

    private ObjectNode membership() {
        ObjectNode in = node();
        in.put("group_id", bytes(16)).put("created_ms", NOW);
        in.putObject("actor").put("user_id", 1_001).put("device_id", 1);
        ArrayNode versions = in.putArray("members");
        for (int count : new int[] {1, 3, 2}) {
            ArrayNode members = versions.addArray();
            for (int i = 0; i < count; i++) {
                members.addObject().put("user_id", 1_001 + i * 5L).put("role", i == 0 ? 1 : 0);
            }
        }
        return in;
    }

    private ObjectNode safetyNumber(long own, long peer) {
        return node().put("own_user_id", own)
                .put("own_key", bytes(32))
                .put("peer_user_id", peer)
                .put("peer_key", bytes(32));
    }

    private ObjectNode content(int length, int fileSize) {
        return node().put("chat_id", 4_711)
                .put("uuid", bytes(16))
                .put("content", bytes(length))
                .put("file_size", fileSize);
    }

    private ObjectNode backup() {
        AccountKey account = AccountKey.ofSeed(HexFormat.of().parseHex("0b".repeat(32)));
        DeviceKeys device =
                DeviceKeys.generate(
                        new VectorsTest.Seeded(5).primitives(), new Address(1_001, 1), NOW);
        ObjectNode in = node().put("user_id", 1_001).put("version", 12);
        in.put("passphrase", "correct horse battery staple");
        in.put("account_seed", hex(account.seed()));
        in.put("device_list", hex(account.firstList(1_001, List.of(device.cert())).encode()));
        ArrayNode verifications = in.putArray("verifications");
        for (int i = 1; i < 4; i++) {
            verifications
                    .addObject()
                    .put("user_id", 2_000 + i)
                    .put("account_key", bytes(32))
                    .put("state", i % 2)
                    .put("at_ms", NOW + i);
        }
        ArrayNode keys = in.putArray("message_keys");
        for (int i = 0; i < 5; i++) {
            keys.addObject()
                    .put("chat_id", 4_711 + i)
                    .put("uuid", bytes(16))
                    .put("key", bytes(32))
                    .put("body_hash", bytes(32));
        }
        return in;
    }

    private String bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return hex(bytes);
    }
}
