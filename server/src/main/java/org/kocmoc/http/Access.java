package org.kocmoc.http;

/// Who may call a route.
public enum Access {
    /// Anybody; no caller is known to the handler.
    PUBLIC,
    /// Signed-in accounts that are not banned.
    USER,
    /// Signed-in administrators of the server.
    ADMIN
}
