package org.kocmoc.bench.sections;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.kocmoc.bench.load.Clients;
import org.kocmoc.bench.stage.Population;
import org.kocmoc.bench.stage.Stage;

/// What one more idle signed-in socket takes: the slope of the server's resident memory between
/// 5,000 sockets and 19,000, or as many as files may be open, each time after a full collection.
public final class MemorySection implements Section {
    private static final int FEW = 5_000;
    private static final int MANY = 19_000;

    /// Below the server's limit of sockets of one account.
    private static final int PER_PERSON = 10;

    private static final double TARGET_KILOBYTES = 11;

    @Override
    public void run(Stage stage, Report report) throws Exception {
        int many = (int) Math.min(MANY, openFiles(stage.server().pid()) - 500);
        if (many < 2 * FEW) {
            report.note("memory: too few files may be open; raise ulimit -n");
            return;
        }
        try (Clients clients = new Clients(stage.server().port(), many, (socket, frame) -> {})) {
            clients.open(tokens(stage, FEW));
            double few = residentKilobytes(stage);
            clients.open(tokens(stage, many - FEW));
            double slope = (residentKilobytes(stage) - few) / (many - FEW);
            report.add(
                    "memory: of an idle socket, 5,000 to " + many, slope, TARGET_KILOBYTES, "KB");
        }
    }

    private static List<String> tokens(Stage stage, int sockets) {
        List<String> tokens = new ArrayList<>();
        for (Population.Person person : stage.population().people(sockets / PER_PERSON)) {
            for (int i = 0; i < PER_PERSON; i++) {
                tokens.add(person.token());
            }
        }
        return tokens;
    }

    private static double residentKilobytes(Stage stage) throws IOException, InterruptedException {
        long pid = stage.server().pid();
        for (int i = 0; i < 2; i++) {
            Process collection =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                            .toString(),
                                    Long.toString(pid),
                                    "GC.run")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            collection.waitFor();
            TimeUnit.SECONDS.sleep(3);
        }
        return Double.parseDouble(field(pid, "status", "VmRSS:", 1));
    }

    private static long openFiles(long pid) throws IOException {
        return Long.parseLong(field(pid, "limits", "Max open files", 3));
    }

    private static String field(long pid, String file, String name, int word) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), file)).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.split("\\s+")[word])
                .findFirst()
                .orElseThrow(() -> new IOException("no " + name + " in /proc"));
    }
}
