package org.kocmoc.push;

import com.zerodeplibs.webpush.PushSubscription;
import com.zerodeplibs.webpush.VAPIDKeyPair;
import com.zerodeplibs.webpush.httpclient.StandardHttpClientRequestPreparer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.kocmoc.base.Bytes;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Numbers;

/// Hands messages to push services: encrypted for the browser, signed by the server. Follows no
/// redirect, reads no answer's body, waits a bounded time. Any thread; blocks.
final class PushService implements AutoCloseable {
    /// How long a push service keeps what it cannot deliver yet.
    static final Duration LIFE = Duration.ofHours(24);

    private static final Duration PATIENCE = Duration.ofSeconds(Size.PUSH_SECONDS.value());

    /// Push services refuse tokens that are good for more than a day.
    private static final Duration TOKEN_LIFE = Duration.ofHours(12);

    private static final int TOPIC_BYTES = 24;

    /// An answer.
    ///
    /// @param retryAfter what the service asks for before the next attempt
    record Answer(int status, Optional<Duration> retryAfter) {}

    private final HttpClient client =
            HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(PATIENCE)
                    .build();
    private final PushKeys keys;
    private final String contact;
    private final InstantSource clock;

    /// @param contact `mailto:` or `https:`: whom a push service may write to about this server
    PushService(PushKeys keys, String contact, InstantSource clock) {
        this.keys = keys;
        this.contact = contact;
        this.clock = clock;
    }

    /// Sends one message.
    ///
    /// @throws IOException if the service cannot be reached or does not answer in time
    Answer send(Delivery delivery, byte[] payload) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                client.send(request(delivery, payload), HttpResponse.BodyHandlers.ofInputStream());
        response.body().close();
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("Retry-After").flatMap(this::pause));
    }

    private HttpRequest request(Delivery delivery, byte[] payload) {
        PushSubscription to = new PushSubscription();
        to.setEndpoint(delivery.endpoint());
        PushSubscription.Keys theirs = new PushSubscription.Keys();
        theirs.setP256dh(Bytes.base64Url(delivery.publicKey()));
        theirs.setAuth(Bytes.base64Url(delivery.secret()));
        to.setKeys(theirs);
        VAPIDKeyPair ours = keys.pair();
        var message =
                StandardHttpClientRequestPreparer.getBuilder()
                        .pushSubscription(to)
                        .pushMessage(payload)
                        .vapidJWTExpirationTime(clock.instant().plus(TOKEN_LIFE))
                        .vapidJWTSubject(contact)
                        .ttl(LIFE.toSeconds(), TimeUnit.SECONDS)
                        .urgencyHigh();
        if (delivery.chat() != null) {
            message.topic(topic(delivery));
        }
        return message.build(ours).toRequestBuilder().timeout(PATIENCE).build();
    }

    /// The same for all messages of a chat to one browser, so that the service keeps the last only;
    /// says nothing to whoever does not know the subscription's secret.
    private static String topic(Delivery delivery) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(delivery.secret());
            byte[] hash = digest.digest(Bytes.utf8("topic/" + delivery.chat()));
            return Bytes.base64Url(Arrays.copyOf(hash, TOPIC_BYTES));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Seconds, or a date.
    private Optional<Duration> pause(String retryAfter) {
        Optional<Duration> seconds = Numbers.parse(retryAfter).map(Duration::ofSeconds);
        if (seconds.isPresent()) {
            return seconds;
        }
        try {
            Instant until =
                    ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
            return Optional.of(Duration.between(clock.instant(), until));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
