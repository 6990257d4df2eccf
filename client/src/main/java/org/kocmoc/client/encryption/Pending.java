package org.kocmoc.client.encryption;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kocmoc.ratchet.Bytes;
import org.kocmoc.ratchet.RatchetStore.Records;
import org.kocmoc.ratchet.encoding.ProtoReader;
import org.kocmoc.ratchet.encoding.ProtoWriter;

/// A message on its way to the server, kept until the server has it. Immutable.
///
/// @param sealed body
/// @param files addresses of uploads that it names
/// @param roster version that the envelopes were made for; empty if that is not the present one
/// @param group one envelope for all, in place of `envelopes`; empty without
record Pending(
        Bytes uuid,
        long chat,
        EnvelopeClass kind,
        Envelope.BodyKey keys,
        Bytes sealed,
        List<String> files,
        String roster,
        List<Sealed> envelopes,
        Bytes group) {
    /// An envelope that was made.
    record Sealed(Recipient target, int type, Bytes bytes) {
        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("user_id", target.address().userId());
            json.put("device_id", target.address().deviceId());
            json.put("registration_id", target.registration());
            json.put("type", type);
            json.put("envelope", Encodings.base64(bytes.toArray()));
            return json;
        }
    }

    private static final String INDEX = "sdk.pending";
    private static final String NAME = "sdk.pending.";
    private static final int UUID = 16;
    private static final int BLOCK = 32;
    private static final int MAX = 1 << 20;
    private static final Bytes NONE = Bytes.of(new byte[0]);

    /// A message that nothing was encrypted for yet.
    static Pending of(
            Bytes uuid,
            long chat,
            EnvelopeClass kind,
            Envelope.BodyKey keys,
            Bytes sealed,
            List<String> files) {
        return new Pending(uuid, chat, kind, keys, sealed, files, "", List.of(), NONE);
    }

    Pending with(String version, List<Sealed> made) {
        return new Pending(uuid, chat, kind, keys, sealed, files, version, made, NONE);
    }

    Pending forAll(String version, byte[] envelope) {
        return new Pending(
                uuid, chat, kind, keys, sealed, files, version, List.of(), Bytes.of(envelope));
    }

    Pending withoutRoster() {
        return with("", envelopes);
    }

    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("message_uuid", uuid.hex());
        body.put("class", kind.wire());
        body.put("roster_version", roster);
        body.put("body", Encodings.base64(sealed.toArray()));
        if (group.length() > 0) {
            body.put("group_envelope", Encodings.base64(group.toArray()));
        } else {
            body.put("envelopes", envelopes.stream().map(Sealed::json).toList());
        }
        body.put("files", files.stream().map(url -> Map.of("url", url)).toList());
        return body;
    }

    void put(Records records) {
        List<String> names = names(records);
        if (!names.contains(uuid.hex())) {
            names.add(uuid.hex());
            putNames(records, names);
        }
        records.put(NAME + uuid.hex(), encode());
    }

    void remove(Records records) {
        List<String> names = names(records);
        names.remove(uuid.hex());
        putNames(records, names);
        records.remove(NAME + uuid.hex());
    }

    /// All, oldest first.
    static List<Pending> all(Records records) {
        return names(records).stream()
                .flatMap(name -> records.get(NAME + name).stream())
                .map(Pending::decode)
                .toList();
    }

    private static List<String> names(Records records) {
        String all = records.get(INDEX).map(Encodings::of).orElse("");
        return new ArrayList<>(all.isEmpty() ? List.of() : List.of(all.split(" ")));
    }

    private static void putNames(Records records, List<String> names) {
        records.put(INDEX, String.join(" ", names).getBytes(UTF_8));
    }

    private byte[] encode() {
        ProtoWriter out =
                new ProtoWriter()
                        .bytes(1, uuid)
                        .number(2, chat)
                        .number(3, kind.number())
                        .bytes(4, keys.key())
                        .bytes(5, keys.hash())
                        .bytes(6, sealed)
                        .bytes(7, roster.getBytes(UTF_8));
        files.forEach(url -> out.bytes(8, url.getBytes(UTF_8)));
        envelopes.forEach(one -> out.bytes(9, encode(one)));
        if (group.length() > 0) {
            out.bytes(10, group);
        }
        return out.done();
    }

    private static byte[] encode(Sealed one) {
        return one.target().encode().number(4, one.type()).bytes(5, one.bytes()).done();
    }

    private static Pending decode(byte[] bytes) {
        ProtoReader in = ProtoReader.ofStored(bytes);
        Bytes uuid = in.value(1, UUID);
        long chat = in.u64(2);
        EnvelopeClass kind = EnvelopeClass.of(in.u32(3));
        Envelope.BodyKey keys = new Envelope.BodyKey(in.bytes(4, BLOCK), in.value(5, BLOCK));
        Bytes sealed = Bytes.of(in.bytes(6, 0, MAX));
        String roster = Encodings.of(in.bytes(7, 0, MAX));
        List<String> files = new ArrayList<>();
        while (in.next(8)) {
            files.add(Encodings.of(in.bytes(8, 0, MAX)));
        }
        List<Sealed> envelopes = new ArrayList<>();
        while (in.next(9)) {
            envelopes.add(decodeSealed(in.bytes(9, 0, MAX)));
        }
        Bytes group = in.next(10) ? Bytes.of(in.bytes(10, 1, MAX)) : NONE;
        in.end();
        return new Pending(uuid, chat, kind, keys, sealed, files, roster, envelopes, group);
    }

    private static Sealed decodeSealed(byte[] bytes) {
        ProtoReader in = ProtoReader.ofStored(bytes);
        Sealed sealed = new Sealed(Recipient.decode(in), in.u32(4), Bytes.of(in.bytes(5, 0, MAX)));
        in.end();
        return sealed;
    }

    @Override
    public String toString() {
        return "Pending[" + uuid.hex() + "]";
    }
}
