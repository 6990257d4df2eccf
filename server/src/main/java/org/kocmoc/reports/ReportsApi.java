package org.kocmoc.reports;

import java.util.Map;
import java.util.OptionalLong;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Fields;

/// The route by which people complain.
final class ReportsApi {
    private final Reports reports;
    private final RateLimiter limiter;

    ReportsApi(Reports reports, RateLimiter limiter) {
        this.reports = reports;
        this.limiter = limiter;
    }

    Route route() {
        return Route.post(
                "/api/reports",
                Access.USER,
                "Reports a message or a person to the administrators.",
                this::file);
    }

    private Response file(Request request) {
        Fields body = request.body(ReportsError.REPORT_INVALID);
        OptionalLong message = body.integer("messageId");
        OptionalLong user = body.integer("userId");
        if (message.isPresent() == user.isPresent()) {
            throw new ApiException(ReportsError.REPORT_INVALID);
        }
        String reason = reason(request.body(ReportsError.REPORT_REASON_INVALID));
        UserId reporter = request.caller().user();
        limiter.take(Rate.REPORT_PER_USER, reporter.toString());
        boolean filed =
                message.isPresent()
                        ? reports.fileMessage(reporter, new MessageId(message.getAsLong()), reason)
                        : reports.fileUser(reporter, new UserId(user.orElseThrow()), reason);
        return filed
                ? Response.json(201, Map.of("message", "Жалоба отправлена администраторам"))
                : Response.message("Вы уже пожаловались, жалобу рассмотрят");
    }

    private static String reason(Fields body) {
        String reason = body.text("reason", Size.REPORT_CHARS.value());
        if (reason == null || reason.isBlank()) {
            throw new ApiException(ReportsError.REPORT_REASON_INVALID);
        }
        return reason.strip();
    }
}
