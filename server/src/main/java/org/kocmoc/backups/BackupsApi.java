package org.kocmoc.backups;

import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.UserId;
import org.kocmoc.forms.Upload;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.keys.ActingDevice;
import org.kocmoc.keys.KeysFeature;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Fields;

/// Routes of backups. The upload key travels in the header `kocmoc-backup-key`.
final class BackupsApi {
    private static final String BACKUP = "/api/e2ee/backup";
    private static final String PIECE = "/api/e2ee/backup/blobs/:index";
    private static final String KEY_HEADER = "kocmoc-backup-key";
    private static final int KEY = 32;
    private static final int BY_CODE = 78;
    private static final int BY_PASSPHRASE = 87;
    private static final int BY_ACCOUNT = 78;

    private final Backups backups;
    private final ActingDevice acting;
    private final KeysFeature.OwnerCheck owner;
    private final RateLimiter limiter;
    private final InstantSource clock;

    BackupsApi(
            Backups backups,
            ActingDevice acting,
            KeysFeature.OwnerCheck owner,
            RateLimiter limiter,
            InstantSource clock) {
        this.backups = backups;
        this.acting = acting;
        this.owner = owner;
        this.limiter = limiter;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        BACKUP,
                        Access.USER,
                        "Shows the wrapped backup key and the pieces of the backup.",
                        this::overview),
                Route.put(BACKUP, Access.USER, "Begins a backup or wraps its key anew.", this::put),
                Route.delete(BACKUP, Access.USER, "Removes the backup.", this::delete),
                Route.upload(
                        PIECE,
                        Access.USER,
                        "Takes a piece of the backup in, in the form field `blob`.",
                        this::putPiece),
                Route.get(PIECE, Access.USER, "Hands a piece of the backup out.", this::piece),
                Route.delete(
                        PIECE, Access.USER, "Removes a piece of the backup.", this::removePiece));
    }

    /// What only devices can unwrap only devices get: one that was taken off the account's list
    /// knows the account's key as well.
    private Response overview(Request request) {
        boolean isDevice = acting.find(request.caller()).isPresent();
        UserId user = request.caller().user();
        limiter.take(
                isDevice ? Rate.BACKUP_LOOK_PER_USER : Rate.BACKUP_READ_PER_USER, user.toString());
        Backups.Overview found = backups.overview(user);
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("by_code", text(found.wrapped().byCode()));
        body.put("by_passphrase", text(found.wrapped().byPassphrase()));
        body.put("by_account", isDevice ? text(found.wrapped().byAccount()) : null);
        body.put("created_at", found.wrapped().createdAt());
        body.put("blobs", found.pieces());
        return Response.ok(body);
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : Bytes.base64Url(bytes);
    }

    private Response put(Request request) {
        UserId user = writer(request);
        Fields body = request.body(BackupError.BACKUP_FIELDS);
        byte[] byCode = wrapped(body, "by_code", BY_CODE);
        byte[] byPassphrase = wrapped(body, "by_passphrase", BY_PASSPHRASE);
        byte[] byAccount = wrapped(body, "by_account", BY_ACCOUNT);
        if (byCode == null && byPassphrase == null && byAccount == null) {
            throw new ApiException(BackupError.BACKUP_FIELDS);
        }
        BackupStore.Wrapped wrapped =
                new BackupStore.Wrapped(
                        Bytes.sha256(body.exactBytes("auth_key", KEY)),
                        byCode,
                        byPassphrase,
                        byAccount,
                        clock.instant().truncatedTo(ChronoUnit.MILLIS));
        boolean startsOver = Boolean.TRUE.equals(body.bool("start_over"));
        if (startsOver) {
            String password = body.text("password", Size.PASSWORD_CHARS.value());
            owner.require(user, password == null ? "" : password, body.textOrNumber("code"));
        }
        boolean isNew = backups.put(user, wrapped, startsOver);
        return Response.json(isNew ? 201 : 200, Map.of("created", isNew));
    }

    private static byte @Nullable [] wrapped(Fields body, String name, int size) {
        return body.has(name) && body.value(name) != null ? body.exactBytes(name, size) : null;
    }

    private Response delete(Request request) {
        backups.delete(writer(request), key(request));
        return Response.message("Резервная копия удалена");
    }

    private Response putPiece(Request request) throws IOException {
        UserId user = writer(request);
        byte[] key = key(request);
        int index = index(request);
        long version = request.query("version", 0, 0, Long.MAX_VALUE);
        Upload upload =
                request.upload("blob", Size.BACKUP_BLOB_BYTES.value(), BackupError.BACKUP_TOO_LARGE)
                        .orElseThrow(() -> new ApiException(BackupError.BACKUP_FIELDS));
        byte[] content = upload.content().readAllBytes();
        if (version < 1 || content.length == 0) {
            throw new ApiException(BackupError.BACKUP_FIELDS);
        }
        BackupStore.Piece piece = new BackupStore.Piece(index, version, content.length);
        backups.putPiece(user, key, piece, content);
        return Response.json(201, piece);
    }

    private Response piece(Request request) {
        BackupStore.Content found = backups.piece(reader(request), key(request), index(request));
        return Response.bytes(200, "application/octet-stream", found.content())
                .with("kocmoc-backup-version", Long.toString(found.version()));
    }

    private Response removePiece(Request request) {
        backups.removePiece(writer(request), key(request), index(request));
        return Response.message("Часть резервной копии удалена");
    }

    private UserId reader(Request request) {
        UserId user = request.caller().user();
        limiter.take(Rate.BACKUP_READ_PER_USER, user.toString());
        return user;
    }

    private UserId writer(Request request) {
        UserId user = request.caller().user();
        limiter.take(Rate.BACKUP_WRITE_PER_USER, user.toString());
        return user;
    }

    private static int index(Request request) {
        long index = request.id("index", BackupError.BACKUP_NOT_FOUND);
        if (index < 1 || index > Integer.MAX_VALUE) {
            throw new ApiException(BackupError.BACKUP_NOT_FOUND);
        }
        return (int) index;
    }

    private static byte[] key(Request request) {
        try {
            return Base64.getUrlDecoder().decode(request.header(KEY_HEADER).orElse(""));
        } catch (IllegalArgumentException e) {
            throw new ApiException(BackupError.BACKUP_KEY_WRONG);
        }
    }
}
