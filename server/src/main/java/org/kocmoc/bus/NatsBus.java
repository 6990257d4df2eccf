package org.kocmoc.bus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Nats;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The bus between nodes, over core NATS.
///
/// A node hears only the subjects that it subscribes to, so its traffic follows its own users. Its
/// own payloads go to its own subscribers directly and are not sent back to it. NATS may be absent
/// at the start or at any time: publishing then reaches this node only, is counted as dropped, and
/// listeners of gaps are told; the connection is made again by a thread of its own, with all
/// subscriptions, and whoever dropped something tells the other nodes so.
///
/// What waits to be written is bounded by [#MAX_WAITING] and [#MAX_WAITING_BYTES]; beyond that it
/// is dropped, never waited for.
public final class NatsBus implements Bus {
    private static final int MAX_WAITING = 50_000;
    private static final long MAX_WAITING_BYTES = 32L << 20;
    private static final Duration FLUSH_PATIENCE = Duration.ofSeconds(10);
    private static final Duration SETTLE = Duration.ofSeconds(1);
    private static final int RETRY_MILLIS = 500;

    /// Where a node says that others may have missed something of it.
    private static final String GAPS = "bus.gap";

    private static final Logger LOG = LoggerFactory.getLogger(NatsBus.class);

    /// A connection that works, with everything subscribed.
    private record Line(Connection connection, Dispatcher dispatcher, Flushes flushes) {}

    private final LocalBus local = new LocalBus();
    private final ConcurrentHashMap<String, Integer> interest = new ConcurrentHashMap<>();
    private final List<Runnable> gapListeners = new CopyOnWriteArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong gaps = new AtomicLong();
    private final AtomicBoolean owesGap = new AtomicBoolean();
    private final NatsSettings settings;
    private final Thread thread;
    private volatile @Nullable Line line;
    private volatile boolean whole;
    private volatile boolean closing;

    /// Begins to connect and returns at once.
    public NatsBus(NatsSettings settings) {
        this.settings = settings;
        this.thread = Thread.ofVirtual().name("nats-bus").start(this::keepConnected);
    }

    @Override
    public void publish(String subject, byte[] payload) {
        local.publish(subject, payload);
        Line now = line;
        if (now == null || isFull(now.connection()) || !send(now.connection(), subject, payload)) {
            dropped.incrementAndGet();
            owesGap.set(true);
        }
    }

    private static boolean isFull(Connection connection) {
        return connection.outgoingPendingMessageCount() > MAX_WAITING
                || connection.outgoingPendingBytes() > MAX_WAITING_BYTES;
    }

    private boolean send(Connection connection, String subject, byte[] payload) {
        try {
            connection.publish(settings.prefix() + subject, payload);
            sent.incrementAndGet();
            return true;
        } catch (IllegalStateException | IllegalArgumentException e) {
            // Closed meanwhile, or longer than the server takes.
            return false;
        }
    }

    @Override
    public Subscription subscribe(String subject, Consumer<byte[]> subscriber) {
        Subscription here = local.subscribe(subject, subscriber);
        interest.compute(
                subject,
                (key, count) -> {
                    hear(count == null ? line : null, key);
                    return count == null ? 1 : count + 1;
                });
        // A connection that began meanwhile has not found it yet; twice is once.
        hear(line, subject);
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.getAndSet(false)) {
                here.close();
                leave(subject);
            }
        };
    }

    @Override
    public void settle() {
        flush(line);
    }

    /// Returns when NATS has what was sent before, subscriptions included.
    private static void flush(@Nullable Line now) {
        if (now == null) {
            return;
        }
        try {
            now.flushes().flush(Duration.ofSeconds(1));
        } catch (TimeoutException | IllegalStateException e) {
            LOG.atDebug().log("NATS did not answer; what is missed is found by comparing");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hear(@Nullable Line now, String subject) {
        if (now != null) {
            try {
                now.dispatcher().subscribe(settings.prefix() + subject);
            } catch (IllegalStateException e) {
                // Closed meanwhile: the next connection subscribes to everything.
            }
        }
    }

    private void leave(String subject) {
        interest.computeIfPresent(
                subject,
                (key, count) -> {
                    if (count > 1) {
                        return count - 1;
                    }
                    Line now = line;
                    if (now != null) {
                        try {
                            now.dispatcher().unsubscribe(settings.prefix() + subject);
                        } catch (IllegalStateException e) {
                            // Closed meanwhile, and the subscription with it.
                        }
                    }
                    return null;
                });
    }

    private void heard(String subject, byte[] payload) {
        received.incrementAndGet();
        String own = subject.substring(settings.prefix().length());
        if (own.equals(GAPS)) {
            gap();
        } else {
            local.publish(own, payload);
        }
    }

    @Override
    public void onGap(Runnable listener) {
        gapListeners.add(listener);
    }

    private void gap() {
        gaps.incrementAndGet();
        gapListeners.forEach(
                listener -> {
                    try {
                        listener.run();
                    } catch (RuntimeException e) {
                        LOG.atError().setCause(e).log("a listener of gaps failed");
                    }
                });
    }

    @Override
    public BusState state() {
        return new BusState(
                whole ? BusState.Link.CONNECTED : BusState.Link.LOST,
                sent.get(),
                received.get(),
                dropped.get(),
                gaps.get(),
                interest.size());
    }

    // --- the connection --------------------------------------------------------------------------

    private void keepConnected() {
        @Nullable String lastFailure = null;
        while (!closing) {
            try {
                connectAndStay();
                lastFailure = null;
            } catch (InterruptedException e) {
                return;
            } catch (IOException | TimeoutException | IllegalStateException e) {
                // Names no address: it may hold a password.
                String failure = e.getClass().getSimpleName();
                if (!failure.equals(lastFailure)) {
                    LOG.atWarn().addKeyValue("cause", failure).log("NATS cannot be reached");
                    lastFailure = failure;
                }
            }
            pause();
        }
    }

    /// Returns when a connection that was made is gone.
    private void connectAndStay() throws IOException, InterruptedException, TimeoutException {
        NatsWatch watch = new NatsWatch(this::gap);
        Connection connection = Nats.connect(settings.options(watch));
        try {
            begin(connection);
            LOG.atInfo().log("NATS is connected");
            while (!watch.awaitEnd(SETTLE)) {
                settle(connection);
            }
            if (!closing) {
                LOG.atWarn().log("NATS is gone; logs are compared until it is back");
            }
        } finally {
            end();
            connection.close();
        }
    }

    private void begin(Connection connection) throws TimeoutException, InterruptedException {
        Dispatcher dispatcher =
                connection.createDispatcher(
                        message -> heard(message.getSubject(), message.getData()));
        Line next = new Line(connection, dispatcher, new Flushes(connection));
        line = next;
        // Whoever subscribes from here on does it on this connection; twice is once.
        dispatcher.subscribe(settings.prefix() + GAPS);
        for (String subject : interest.keySet()) {
            interest.computeIfPresent(
                    subject,
                    (key, count) -> {
                        hear(next, key);
                        return count;
                    });
        }
        // The answer comes after everything that was subscribed.
        next.flushes().flush(FLUSH_PATIENCE);
        whole = true;
        gap();
        settle(connection);
    }

    /// Tells the others if they may have missed something of this node.
    private void settle(Connection connection) {
        if (owesGap.getAndSet(false) && !send(connection, GAPS, "gap".getBytes(UTF_8))) {
            owesGap.set(true);
        }
    }

    private void end() {
        line = null;
        if (whole) {
            whole = false;
            if (!closing) {
                gap();
            }
        }
    }

    /// With jitter, so that nodes do not come back in step.
    private void pause() {
        try {
            Thread.sleep(RETRY_MILLIS + ThreadLocalRandom.current().nextInt(RETRY_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Hands on what waits to be written, for a moment, then disconnects.
    @Override
    public void close() {
        Line now = line;
        closing = true;
        flush(now);
        thread.interrupt();
        local.close();
        interest.clear();
    }
}
