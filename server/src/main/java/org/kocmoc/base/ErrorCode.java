package org.kocmoc.base;

/// One kind of refusal that callers can rely on: its code and status never change once released.
///
/// Every feature lists its own refusals in an enum that implements this. Texts are what the clients
/// of the HTTP contract show as they are, so they are Russian and fixed; newer clients translate by
/// [#code()].
public interface ErrorCode {
    /// Stable machine name in snake_case, unique over all features.
    default String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /// Constant name of the enum.
    String name();

    /// HTTP status of the answer.
    int status();

    /// Text of the answer's `error` field.
    String text();

    /// Whether the same request may succeed later without being changed.
    default boolean retryable() {
        return status() == 429 || status() == 503;
    }
}
