package org.kocmoc.client.encryption;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import org.kocmoc.ratchet.RatchetException;
import tools.jackson.databind.JsonNode;

/// Bytes as texts, and back. Stateless; any thread.
final class Encodings {
    private Encodings() {}

    /// Strict UTF-8.
    static String of(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new RatchetException(RatchetException.Reason.MALFORMED, "not UTF-8", e);
        }
    }

    /// Base64 as the server writes it.
    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte[] bytes(JsonNode field) {
        try {
            return Base64.getUrlDecoder().decode(field.asString(""));
        } catch (IllegalArgumentException e) {
            throw new RatchetException(RatchetException.Reason.MALFORMED, "not base64", e);
        }
    }
}
