package org.kocmoc.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kocmoc.bench.load.Clients;
import org.kocmoc.bench.load.RawHttp;
import org.kocmoc.bench.stage.Population;
import org.kocmoc.bench.stage.Stage;

/// What people do in a soak, each kind on threads of its own.
final class SoakLoad {
    private static final int WRITERS = 6;
    private static final int COMERS = 2;
    private static final int UPLOADERS = 2;
    private static final int SOCKETS = 10;
    private static final int FILE_BYTES = 40_000;
    private static final String BOUNDARY = "soak";
    private static final Pattern URL = Pattern.compile("\"url\":\"(/api/files/[^\"]+)\"");

    final AtomicLong messages = new AtomicLong();
    final AtomicLong connects = new AtomicLong();
    final AtomicLong uploads = new AtomicLong();

    private final Stage stage;

    SoakLoad(Stage stage) {
        this.stage = stage;
    }

    /// One thing that is done again and again.
    private interface Step {
        void take() throws Exception;
    }

    /// Does all of it for a time; fails if anything is refused.
    void run(Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            Population.Pair pair = stage.writers().get(i);
            work.add(() -> write(pair, end));
        }
        for (int i = 0; i < COMERS; i++) {
            Population.Pair pair = stage.writers().get(WRITERS + i);
            work.add(() -> repeat(end, () -> comeAndGo(pair)));
        }
        for (int i = 0; i < UPLOADERS; i++) {
            Population.Pair pair = stage.writers().get(WRITERS + COMERS + i);
            work.add(() -> upload(pair, end));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> done : threads.invokeAll(work)) {
                done.get();
            }
        }
    }

    private static Void repeat(long end, Step step) throws Exception {
        while (System.nanoTime() < end) {
            step.take();
        }
        return null;
    }

    private Void write(Population.Pair pair, long end) throws Exception {
        String path = "/api/messages/" + pair.chat();
        try (RawHttp one = new RawHttp(stage.server().port(), pair.token());
                RawHttp other = new RawHttp(stage.server().port(), pair.other().token())) {
            return repeat(
                    end,
                    () -> {
                        for (int i = 0; i < 20; i++) {
                            expect(201, one.post(path, "{\"text\":\"a few words of a soak\"}"));
                            messages.incrementAndGet();
                        }
                        expect(200, other.get(path));
                        expect(200, other.get("/api/chats"));
                    });
        }
    }

    private void comeAndGo(Population.Pair pair) throws IOException, InterruptedException {
        try (Clients clients = new Clients(stage.server().port(), SOCKETS, (socket, frame) -> {})) {
            clients.open(Collections.nCopies(SOCKETS, pair.token()));
            connects.addAndGet(SOCKETS);
        }
    }

    private Void upload(Population.Pair pair, long end) throws Exception {
        try (RawHttp http = new RawHttp(stage.server().port(), pair.token())) {
            return repeat(
                    end,
                    () -> {
                        RawHttp.Answer answer = http.upload("/api/files/upload", BOUNDARY, form());
                        expect(200, answer);
                        Matcher url =
                                URL.matcher(new String(answer.body(), StandardCharsets.UTF_8));
                        if (!url.find()) {
                            throw new IOException("an upload without address");
                        }
                        expect(200, http.get(url.group(1)));
                        expect(200, http.delete(url.group(1)));
                        uploads.incrementAndGet();
                    });
        }
    }

    /// A form with a silent sound, as far as its first bytes tell.
    private static byte[] form() {
        byte[] content = new byte[FILE_BYTES];
        System.arraycopy(new byte[] {'I', 'D', '3', 3, 0, 0}, 0, content, 0, 6);
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(
                ("--"
                                + BOUNDARY
                                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp3\""
                                + "\r\nContent-Type: audio/mpeg\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        form.writeBytes(content);
        form.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return form.toByteArray();
    }

    private static void expect(int status, RawHttp.Answer answer) throws IOException {
        if (answer.status() != status) {
            throw new IOException(
                    answer.status() + " " + new String(answer.body(), StandardCharsets.UTF_8));
        }
    }
}
