package org.kocmoc.realtime;

import org.kocmoc.base.ApiException;

/// Why the server ends a socket. The number tells the client what to do: 4000–4099 reconnect at
/// once and resume, 4100–4199 reconnect with backoff, 4200–4299 do not reconnect, 4400–4499 sign in
/// anew. Numbers never change once released; `docs/protocol.md` has the table.
public enum CloseCode {
    SLOW(4000, "slow"),
    DEAD(4001, "dead"),
    MOVED(4002, "moved 100"),
    OVERLOADED(4100, "overloaded"),
    AUTH_TIMEOUT(4101, "auth_timeout"),
    TOO_MANY_COMMANDS(4102, "too_many_commands"),
    MAINTENANCE(4103, "maintenance 30000"),
    INTERNAL(4104, "internal"),
    TOO_MANY_SOCKETS(4105, "too_many_sockets"),
    BAD_FRAME(4200, "bad_frame"),
    NOT_AUTHENTICATED(4201, "not_authenticated"),
    REPLACED(4202, "replaced"),
    DEVICE_REQUIRED(4203, "device_required"),
    TOKEN_INVALID(4401, "token_invalid"),
    BANNED(4403, "banned"),
    ACCOUNT_GONE(4404, "account_gone"),
    PASSWORD_CHANGE_REQUIRED(4428, "password_change_required");

    private final int number;
    private final String reason;

    CloseCode(int number, String reason) {
        this.number = number;
        this.reason = reason;
    }

    /// The code of the close frame.
    public int number() {
        return number;
    }

    /// The reason of the close frame.
    public String reason() {
        return reason;
    }

    /// The end that belongs to a refusal of the [Gate].
    static CloseCode of(ApiException refusal) {
        return switch (refusal.code().code()) {
            case "account_banned" -> BANNED;
            case "account_gone" -> ACCOUNT_GONE;
            case "device_required" -> DEVICE_REQUIRED;
            case "password_change_required" -> PASSWORD_CHANGE_REQUIRED;
            case "bad_field" -> BAD_FRAME;
            default -> refusal.code().retryable() ? OVERLOADED : TOKEN_INVALID;
        };
    }
}
