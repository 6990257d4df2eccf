package org.kocmoc.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Properties;

/// Writes each mail as a file `<time>-<recipient>.eml` and shows its code on the console: for a
/// server without a mail server, whose operator reads the codes.
final class FileTransport implements Transport {
    private static final int NAME_CHARS = 100;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final Path folder;
    private final String from;
    private final Session session = Session.getInstance(new Properties());

    FileTransport(Path folder, String from) {
        this.folder = folder;
        this.from = from;
    }

    @Override
    public boolean isImmediate() {
        return true;
    }

    /// The file appears whole or not at all, and once.
    @Override
    public synchronized void deliver(OutboxMail mail) throws MessagingException, IOException {
        Path file = folder.resolve(name(mail));
        if (Files.exists(file)) {
            return;
        }
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, "mail", ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                MimeWriter.write(mail, from, session).writeTo(out);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        if (mail.mail().code() != null) {
            System.out.println(
                    "Mail to " + mail.mail().recipient() + ", code " + mail.mail().code());
        }
    }

    private static String name(OutboxMail mail) {
        String recipient = mail.mail().recipient().replaceAll("[^A-Za-z0-9@._+-]", "_");
        String time = TIME.format(mail.createdAt()) + "_" + mail.id();
        return time
                + "-"
                + recipient.substring(0, Math.min(recipient.length(), NAME_CHARS))
                + ".eml";
    }
}
