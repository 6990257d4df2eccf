package org.kocmoc.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.Json;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.bus.LocalBus;
import org.kocmoc.log.Announcement;
import org.kocmoc.log.LogWriter;
import org.kocmoc.log.NewMessage;
import org.kocmoc.log.Nudge;
import org.kocmoc.log.SendOutcome;
import org.kocmoc.messages.Message;
import org.kocmoc.messages.MessageEvent;
import org.kocmoc.terms.Words;
import org.kocmoc.vault.Aead;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.JsonNode;

/// What the server does for every message besides moving bytes and asking the database: reading the
/// request, sealing, passing the writer, rendering, the nudge between nodes, the words of the
/// index.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LoopsBench {
    private static final int CALLERS = 64;
    private static final String TEXT =
            "A message of about the usual length, sent to measure what one costs.";

    private final byte[] request =
            Bytes.utf8("{\"text\":\"" + TEXT + "\",\"client_id\":\"abc123\"}");
    private final byte[] plain = Bytes.utf8(TEXT);
    private final byte[] place = Bytes.utf8("chat/sender/client");
    private final Aead key = new Aead(new byte[Aead.KEY_BYTES]);
    private final Message message = message();
    private final byte[] event = MessageEvent.of(message, 1).json();
    private List<NewMessage> batch = List.of();
    private LogWriter writer = writer();

    private static Message message() {
        return new Message(
                1_000_000,
                TEXT,
                Message.SENT,
                Instant.EPOCH,
                42L,
                "text",
                null,
                null,
                null,
                null,
                null,
                null,
                "Ada",
                null,
                77,
                12_345,
                "abc123",
                0,
                null,
                false,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                null,
                null);
    }

    private static LogWriter writer() {
        var author = new SendOutcome.Author("Ada", null);
        return new LogWriter(
                messages -> {
                    List<SendOutcome> outcomes = new ArrayList<>(messages.size());
                    for (NewMessage one : messages) {
                        var stored =
                                new SendOutcome.Place(
                                        new MessageId(one.chat().value()), 1, 1, Instant.EPOCH);
                        outcomes.add(new SendOutcome.Stored(stored, author, List.of(), false));
                    }
                    return outcomes;
                },
                new LocalBus());
    }

    /// Messages of as many chats as there are callers.
    @Setup
    public void prepare() {
        batch =
                IntStream.range(0, CALLERS)
                        .mapToObj(
                                i ->
                                        new NewMessage(
                                                new ChatId(i),
                                                new UserId(i),
                                                "client",
                                                NewMessage.Body.NONE,
                                                "text",
                                                NewMessage.Attachment.NONE,
                                                null,
                                                null,
                                                List.of(),
                                                List.of()))
                        .toList();
    }

    /// Ends the lanes.
    @TearDown
    public void stop() {
        writer.close();
    }

    /// The body of a request, read.
    @Benchmark
    public JsonNode parse() {
        return Json.read(request);
    }

    /// A text sealed under the key of its chat.
    @Benchmark
    public byte[] seal() {
        return key.seal(plain, place);
    }

    /// From the queue of a lane to the outcome, with a store that costs nothing; for one of 64 that
    /// are under way together.
    @Benchmark
    @OperationsPerInvocation(CALLERS)
    public void write() {
        List<CompletableFuture<SendOutcome>> outcomes = new ArrayList<>(CALLERS);
        for (NewMessage one : batch) {
            outcomes.add(writer.offer(one, Announcement.NUMBERS_ONLY));
        }
        outcomes.forEach(LogWriter::await);
    }

    /// The event of a message, rendered.
    @Benchmark
    public byte[] render() {
        return MessageEvent.of(message, 1).json();
    }

    /// An event on its way between nodes: packed and unpacked.
    @Benchmark
    public Optional<Nudge> nudge() {
        return Nudge.decode(new Nudge(1, 1, 1, 42, event, event).encode());
    }

    /// The words that the index keeps of a message.
    @Benchmark
    public Set<String> words() {
        return Words.stems(TEXT);
    }
}
