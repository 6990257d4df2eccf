package org.kocmoc.envelopes;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Fields;

/// What a device wants to say in an encrypted chat. The arrays are not to be changed.
///
/// @param uuid chosen by the device, 32 hexadecimal digits in lower case
/// @param counts whether it is content; an update (edit, reaction) is not
/// @param roster version of the roster that it is encrypted for
/// @param envelopes one for each device; empty if there is a group envelope
/// @param group a sender-key message for everybody
/// @param files addresses of uploads that it holds
record EncryptedDraft(
        ChatId chat,
        String uuid,
        boolean counts,
        String roster,
        byte[] body,
        List<Envelope> envelopes,
        byte @Nullable [] group,
        List<String> files) {
    private static final int ROSTER_CHARS = 64;
    private static final int FILES = 20;
    private static final String UUID = "[0-9a-f]{32}";

    static EncryptedDraft of(ChatId chat, Fields fields) {
        String uuid = Objects.requireNonNullElse(fields.text("message_uuid"), "");
        String roster = fields.text("roster_version", ROSTER_CHARS);
        byte[] body = fields.bytes("body", Size.E2EE_BODY_BYTES.value());
        byte[] group = fields.bytes("group_envelope", Size.E2EE_ENVELOPE_BYTES.value());
        List<Envelope> envelopes =
                fields.objects("envelopes", Size.E2EE_ENVELOPES_AT_ONCE.value()).stream()
                        .map(Envelope::of)
                        .toList();
        boolean valid =
                uuid.matches(UUID)
                        && roster != null
                        && body != null
                        && body.length > 0
                        && (group == null || (group.length > 0 && envelopes.isEmpty()))
                        && distinct(envelopes);
        if (!valid) {
            throw refusal();
        }
        return new EncryptedDraft(
                chat,
                uuid,
                counts(fields),
                Objects.requireNonNull(roster),
                Objects.requireNonNull(body),
                envelopes,
                group,
                files(fields));
    }

    private static boolean counts(Fields fields) {
        return switch (fields.filled("class").orElse("content")) {
            case "content" -> true;
            case "update" -> false;
            default -> throw refusal();
        };
    }

    private static List<String> files(Fields fields) {
        return fields.objects("files", FILES).stream()
                .map(file -> file.text("url", Size.URL_CHARS.value()))
                .map(url -> java.util.Optional.ofNullable(url).orElseThrow(EncryptedDraft::refusal))
                .toList();
    }

    private static boolean distinct(List<Envelope> envelopes) {
        return envelopes.stream()
                        .map(e -> e.user() + "." + e.device())
                        .collect(Collectors.toSet())
                        .size()
                == envelopes.size();
    }

    private static ApiException refusal() {
        return new ApiException(EnvelopeError.ENVELOPE_FIELDS);
    }

    /// Beside the uuid the idempotency key names the sending device, so that no device can take
    /// another one's uuid.
    static String uuidOf(String clientId) {
        return clientId.substring(clientId.indexOf(':') + 1);
    }
}
