package org.kocmoc.http;

import org.kocmoc.base.CommonError;

/// Whether the service is switched off for maintenance, and what it answers then; the switch itself
/// belongs to `admin`.
@FunctionalInterface
public interface Maintenance {
    /// Whether it is on. Called for every request; must not block.
    boolean isOn();

    /// Whether the path is served all the same: the operator's pages and what they need, health,
    /// and the sign-in (which itself admits only administrators then).
    static boolean exempts(String path) {
        return path.startsWith("/admin")
                || path.startsWith("/assets/")
                || path.equals("/theme.js")
                || path.startsWith("/css")
                || path.startsWith("/js")
                || path.startsWith("/uploads")
                || path.startsWith("/health")
                || path.equals("/metrics")
                || path.startsWith("/api/admin/")
                || path.equals("/api/auth/login")
                || path.equals("/api/auth/verify");
    }

    /// 503: JSON for programs, a page for browsers.
    static Response answer(String path) {
        if (path.startsWith("/api")) {
            return Response.error(CommonError.MAINTENANCE).with("Retry-After", "60");
        }
        return Response.text(503, "text/html; charset=utf-8", PAGE).with("Retry-After", "60");
    }

    /// The page that browsers get.
    String PAGE =
            """
            <!DOCTYPE html>
            <html lang="ru">
            <head><meta charset="utf-8"><title>Профилактика</title></head>
            <body>
            <h1>Профилактические работы</h1>
            <p>Сервис временно недоступен.</p>
            <p>Попробуйте зайти чуть позже.</p>
            <p lang="en">The service is down for maintenance. Please try again a little later.</p>
            </body>
            </html>
            """;
}
