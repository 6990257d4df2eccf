package org.kocmoc.bench.sections;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kocmoc.bench.stage.Stage;

/// The JavaScript that a browser fetches before the first screen of the web client: what its page
/// names, and the texts of the longer language, compressed as the server sends them.
public final class SizeSection implements Section {
    private static final double TARGET_KILOBYTES = 200;
    private static final Pattern SCRIPT = Pattern.compile("(?:src|href)=\"/([^\"]+\\.js)\"");
    private static final Pattern TEXTS = Pattern.compile("all-.*\\.js\\.gz");

    @Override
    public void run(Stage stage, Report report) throws IOException {
        Path web = Path.of(System.getProperty("kocmoc.web", "web"), "dist");
        long bytes = longestTexts(web.resolve("assets"));
        Matcher scripts = SCRIPT.matcher(Files.readString(web.resolve("index.html")));
        while (scripts.find()) {
            Path compressed = web.resolve(scripts.group(1) + ".gz");
            bytes +=
                    Files.size(
                            Files.exists(compressed) ? compressed : web.resolve(scripts.group(1)));
        }
        report.add("size: JavaScript of the first screen", bytes / 1024.0, TARGET_KILOBYTES, "KB");
    }

    private static long longestTexts(Path assets) throws IOException {
        long longest = 0;
        try (var files = Files.list(assets)) {
            for (Path file : files.toList()) {
                if (TEXTS.matcher(file.getFileName().toString()).matches()) {
                    longest = Math.max(longest, Files.size(file));
                }
            }
        }
        return longest;
    }
}
