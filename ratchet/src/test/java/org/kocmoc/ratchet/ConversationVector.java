package org.kocmoc.ratchet;

import static org.kocmoc.ratchet.VectorKinds.address;
import static org.kocmoc.ratchet.VectorKinds.bytes;
import static org.kocmoc.ratchet.VectorKinds.hex;
import static org.kocmoc.ratchet.VectorKinds.node;
import static org.kocmoc.ratchet.VectorKinds.parse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.kocmoc.ratchet.internal.DoubleRatchet;
import org.kocmoc.ratchet.internal.FirstMessageWire;
import org.kocmoc.ratchet.internal.Handshake;
import org.kocmoc.ratchet.internal.MessageWire;
import org.kocmoc.ratchet.internal.Opening;
import org.kocmoc.ratchet.internal.Party;
import org.kocmoc.ratchet.internal.PreKeyChoice;
import org.kocmoc.ratchet.internal.SessionState;
import org.kocmoc.ratchet.internal.SessionState.Origin;
import org.kocmoc.ratchet.internal.Suite;
import org.kocmoc.ratchet.internal.Transcript;
import org.kocmoc.ratchet.primitive.Kem;
import org.kocmoc.ratchet.primitive.Primitives;
import org.kocmoc.ratchet.primitive.Secret;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A whole conversation from given private keys: handshake, then sending and receiving in any
/// order. Draws: EK, m, R of the initiator; then one ratchet key (32 bytes) whenever a message
/// brings a new one.
final class ConversationVector {
    private final Primitives primitives;
    private final JsonNode in;
    private final long now;
    private final Handshake handshake;
    private final DoubleRatchet ratchet;
    private final Party ada;
    private final Party bob;
    private final PreKeyChoice keys;
    private final Handshake.Privates privates;
    private final List<byte[]> sent = new ArrayList<>();
    private final List<Boolean> firsts = new ArrayList<>();
    private final Map<String, SessionState> states = new HashMap<>();

    private ConversationVector(JsonNode in, Primitives primitives) {
        this.in = in;
        this.primitives = primitives;
        this.now = in.get("now_ms").asLong();
        this.handshake = new Handshake(Suite.K1, primitives);
        this.ratchet = new DoubleRatchet(Suite.K1, primitives);
        this.ada = party(in.get("a"));
        this.bob = party(in.get("b"));
        JsonNode b = in.get("b");
        byte[] signed = bytes(b, "spk_private");
        Kem.Pair kem = primitives.kem().generate(new FixedRandom(bytes(b, "kem_seed")));
        PreKeyChoice.Key oneTime = null;
        Secret oneTimePrivate = null;
        if (b.has("opk_private")) {
            byte[] secret = bytes(b, "opk_private");
            oneTime = new PreKeyChoice.Key(b.get("opk_id").asInt(), agreementKey(secret));
            oneTimePrivate = Secret.of(secret);
        }
        keys =
                new PreKeyChoice(
                        new PreKeyChoice.Key(b.get("spk_id").asInt(), agreementKey(signed)),
                        oneTime,
                        new PreKeyChoice.KemKey(
                                b.get("kem_id").asInt(),
                                b.get("kem_flags").asInt(),
                                Bytes.of(kem.publicKey())));
        privates =
                new Handshake.Privates(
                        Secret.of(signed), oneTimePrivate, Secret.of(kem.privateKey()));
    }

    static ObjectNode run(JsonNode in, Primitives primitives) {
        return new ConversationVector(in, primitives).run();
    }

    private ObjectNode run() {
        JsonNode a = in.get("a");
        Handshake.Initiated made =
                handshake.initiate(ada, Secret.of(bytes(a, "dx_private")), bob, keys);
        ObjectNode out = node();
        out.put("base_key", made.baseKey().hex());
        out.put(
                "kem_ciphertext_sha256",
                hex(primitives.kdf().sha256(made.kemCiphertext().toArray())));
        out.put("associated_data", made.agreed().associatedData().hex());
        out.put("root_key", hex(made.agreed().rootKey().bytes()));
        out.put("chain_key", hex(made.agreed().chainKey().bytes()));
        PreKeyChoice.Key oneTime = keys.oneTime();
        PreKeyChoice.KemKey kem = Objects.requireNonNull(keys.kem());
        Opening opening =
                new Opening(
                        oneTime == null ? 0 : oneTime.id(),
                        keys.signed().id(),
                        kem.id(),
                        made.kemCiphertext(),
                        made.baseKey(),
                        new Opening.Sender(
                                a.get("registration_id").asInt(),
                                ada.agreementKey(),
                                ada.signingKey(),
                                a.get("list_version").asLong()));
        states.put("a", ratchet.initiator(made.agreed(), keys.signed().key(), opening, now));
        ArrayNode results = out.putArray("results");
        for (JsonNode step : in.get("steps")) {
            ObjectNode result = results.addObject();
            if (step.has("send")) {
                send(step.get("by").asString(), parse(step.get("send").asString()), result);
            } else {
                receive(step.get("by").asString(), step.get("receive").asInt(), result);
            }
        }
        return out;
    }

    private void send(String by, byte[] content, ObjectNode result) {
        SessionState state = Objects.requireNonNull(states.get(by));
        DoubleRatchet.Sent one = ratchet.encrypt(state, content);
        Opening opening = one.state().opening();
        byte[] message =
                opening == null
                        ? one.message().toArray()
                        : new FirstMessageWire(opening, one.message()).encode(Suite.K1);
        states.put(by, one.state());
        sent.add(message);
        firsts.add(opening != null);
        result.put("type", opening == null ? 2 : 3).put("bytes", hex(message));
    }

    private void receive(String by, int index, ObjectNode result) {
        try {
            byte[] message = sent.get(index);
            SessionState state = states.get(by);
            if (firsts.get(index)) {
                FirstMessageWire first = FirstMessageWire.parse(Suite.K1, message);
                message = first.message().toArray();
                state = state == null ? answer(first.opening()) : state;
            }
            DoubleRatchet.Received one =
                    ratchet.decrypt(
                            Objects.requireNonNull(state),
                            MessageWire.parse(Suite.K1, message),
                            now);
            states.put(by, one.state());
            result.put("content", hex(one.content()));
        } catch (RatchetException e) {
            result.put("reason", e.reason().name());
        }
    }

    private SessionState answer(Opening opening) {
        Transcript transcript =
                new Transcript(ada, bob, keys, opening.baseKey(), opening.kemCiphertext());
        Handshake.Agreed agreed =
                handshake.accept(Secret.of(bytes(in.get("b"), "dx_private")), privates, transcript);
        return ratchet.responder(
                agreed,
                privates.signed(),
                keys.signed().key(),
                new Origin(opening.baseKey(), false, agreed.associatedData()),
                now);
    }

    private Party party(JsonNode node) {
        return new Party(
                address(node),
                Bytes.of(primitives.signing().publicKey(bytes(node, "ds_seed"))),
                agreementKey(bytes(node, "dx_private")));
    }

    private Bytes agreementKey(byte[] secret) {
        return Bytes.of(primitives.agreement().publicKey(secret));
    }
}
