package org.kocmoc.envelopes;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.ChatId;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.chats.ChatForMember;
import org.kocmoc.chats.ChatMode;
import org.kocmoc.db.Database;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.keys.ActingDevice;
import org.kocmoc.keys.Device;
import org.kocmoc.limits.Size;
import org.kocmoc.log.LogError;
import org.kocmoc.wire.Fields;

/// Routes of encrypted messages and mailboxes; each acts for the device of the caller's sign-in.
final class EnvelopesApi {
    private final Database database;
    private final ActingDevice acting;
    private final ChatAccess access;
    private final EncryptedMessages messages;
    private final Mailboxes mailboxes;
    private final EnvelopeFigures figures;

    EnvelopesApi(
            Database database,
            ActingDevice acting,
            ChatAccess access,
            EncryptedMessages messages,
            Mailboxes mailboxes,
            EnvelopeFigures figures) {
        this.database = database;
        this.acting = acting;
        this.access = access;
        this.messages = messages;
        this.mailboxes = mailboxes;
        this.figures = figures;
    }

    List<Route> routes() {
        return List.of(
                Route.post(
                        "/api/e2ee/chats/:chat/messages",
                        Access.USER,
                        "Sends a message into an encrypted chat.",
                        this::send),
                Route.get(
                        "/api/e2ee/chats/:chat/messages",
                        Access.USER,
                        "A page of an encrypted chat.",
                        this::page),
                Route.get(
                        "/api/e2ee/mailbox",
                        Access.USER,
                        "Shows what waits for this device, oldest first.",
                        this::waiting),
                Route.post(
                        "/api/e2ee/mailbox",
                        Access.USER,
                        "Sends control messages to single devices.",
                        this::deliver),
                Route.post(
                        "/api/e2ee/mailbox/ack",
                        Access.USER,
                        "Removes what this device has stored.",
                        this::acknowledge));
    }

    private Response send(Request request) {
        Device device = acting.require(request.caller());
        ChatId chat = new ChatId(request.id("chat", LogError.NOT_A_MEMBER));
        EncryptedDraft draft = EncryptedDraft.of(chat, request.body(EnvelopeError.ENVELOPE_FIELDS));
        EncryptedMessages.Outcome outcome = messages.send(device, draft);
        figures.sent(draft, outcome);
        return switch (outcome) {
            case EncryptedMessages.Stored stored -> stored(stored);
            case EncryptedMessages.Stale stale -> stale(stale);
        };
    }

    private static Response stored(EncryptedMessages.Stored stored) {
        return Response.json(
                201, Map.of("message", stored.placed(), "repeated", stored.repeated()));
    }

    /// A refusal with all that the next attempt needs.
    private static Response stale(EncryptedMessages.Stale stale) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", EnvelopeError.ROSTER_CHANGED.text());
        body.put("code", EnvelopeError.ROSTER_CHANGED.code());
        body.put("missing", stale.difference().missing());
        body.put("extra", stale.difference().extra());
        body.put("stale", stale.difference().stale());
        body.put("roster", stale.roster());
        return Response.json(EnvelopeError.ROSTER_CHANGED.status(), body);
    }

    private Response page(Request request) {
        Device device = acting.require(request.caller());
        ChatForMember member =
                access.asMember(
                        device.user(), new ChatId(request.id("chat", LogError.NOT_A_MEMBER)));
        if (member.mode() != ChatMode.E2EE) {
            throw new ApiException(EnvelopeError.CHAT_NOT_ENCRYPTED);
        }
        int limit = (int) request.query("limit", 50, 1, Size.E2EE_MAILBOX_PAGE.value());
        long after = request.query("after", -1, -1, Long.MAX_VALUE);
        long before = request.query("before", Long.MAX_VALUE, 0, Long.MAX_VALUE);
        List<EnvelopeStore.Row> rows =
                database.read(
                        handle ->
                                after >= 0
                                        ? EnvelopeStore.after(handle, member, device, after, limit)
                                        : EnvelopeStore.before(
                                                handle, member, device, before, limit));
        List<Map<String, @Nullable Object>> views =
                new java.util.ArrayList<>(rows.stream().map(EnvelopesApi::view).toList());
        if (after < 0) {
            Collections.reverse(views);
        }
        return Response.ok(Map.of("messages", views));
    }

    private static Map<String, @Nullable Object> view(EnvelopeStore.Row row) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("id", row.id());
        view.put("seq", row.seq());
        view.put("epoch", row.epoch());
        view.put("created_at", row.createdAt());
        view.put("sender_id", row.senderId());
        view.put("sender_device", row.senderDevice());
        view.put("message_uuid", EncryptedDraft.uuidOf(row.clientId()));
        view.put("class", row.counts() ? "content" : "update");
        view.put("deleted", row.deleted());
        view.put("body", text(row.body()));
        view.put("group_envelope", text(row.groupEnvelope()));
        view.put("type", row.type());
        view.put("envelope", text(row.ownEnvelope()));
        return view;
    }

    private Response waiting(Request request) {
        List<MailboxStore.Row> rows = mailboxes.waiting(acting.require(request.caller()));
        int page = Size.E2EE_MAILBOX_PAGE.value();
        return Response.ok(
                Map.of(
                        "items",
                        rows.stream().limit(page).map(MailboxStore.Row::view).toList(),
                        "more",
                        rows.size() > page));
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : Bytes.base64Url(bytes);
    }

    private Response deliver(Request request) {
        Device device = acting.require(request.caller());
        Fields body = request.body(EnvelopeError.ENVELOPE_FIELDS);
        List<Envelope> envelopes =
                body.objects("envelopes", Size.E2EE_ENVELOPES_AT_ONCE.value()).stream()
                        .map(Envelope::of)
                        .toList();
        if (envelopes.isEmpty()) {
            throw new ApiException(EnvelopeError.ENVELOPE_FIELDS);
        }
        List<Mailboxes.Refused> refused = mailboxes.deliver(device, envelopes);
        figures.delivered(envelopes.size(), refused);
        return Response.ok(Map.of("refused", refused));
    }

    private Response acknowledge(Request request) {
        Device device = acting.require(request.caller());
        List<Long> ids =
                request.body(EnvelopeError.ENVELOPE_FIELDS)
                        .integers("ids", Size.E2EE_ACKS_AT_ONCE.value());
        return Response.ok(Map.of("removed", mailboxes.acknowledge(device, ids)));
    }
}
