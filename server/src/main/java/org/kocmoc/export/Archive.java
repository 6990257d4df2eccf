package org.kocmoc.export;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.kocmoc.base.Json;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.files.Files;
import org.kocmoc.files.StoredFile;
import org.kocmoc.messages.Message;
import org.kocmoc.messages.MessageAdministration;

/// Writes the archive of one account.
final class Archive {
    private final Database database;
    private final MessageAdministration messages;
    private final Files files;

    Archive(Database database, MessageAdministration messages, Files files) {
        this.database = database;
        this.messages = messages;
        this.files = files;
    }

    void write(UserId user, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        for (String name : ExportStore.names()) {
            List<String> rows = database.read(handle -> ExportStore.rows(handle, name, user));
            zip.putNextEntry(new ZipEntry(name + ".json"));
            text(zip, "[" + String.join(",\n", rows) + "]\n");
            zip.closeEntry();
        }
        writeMessages(user, zip);
        writeFiles(user, zip);
        zip.finish();
    }

    private void writeMessages(UserId user, ZipOutputStream zip) throws IOException {
        zip.putNextEntry(new ZipEntry("messages.json"));
        text(zip, "[");
        String[] separator = {""};
        messages.export(
                user,
                message -> {
                    writeMessage(zip, separator[0], message);
                    separator[0] = ",\n";
                });
        text(zip, "]\n");
        zip.closeEntry();
    }

    private static void writeMessage(ZipOutputStream zip, String separator, Message message) {
        try {
            text(zip, separator);
            zip.write(Json.write(message));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeFiles(UserId user, ZipOutputStream zip) throws IOException {
        String after = "";
        List<StoredFile> page = files.ownedBy(user, after);
        while (!page.isEmpty()) {
            for (StoredFile file : page) {
                writeFile(file, zip);
                after = file.id();
            }
            page = files.ownedBy(user, after);
        }
    }

    private void writeFile(StoredFile file, ZipOutputStream zip) throws IOException {
        try (InputStream in = files.open(file)) {
            // The id alone names the entry: names that people chose could leave the folder it is
            // unpacked in.
            zip.putNextEntry(new ZipEntry("files/" + file.id()));
            in.transferTo(zip);
            zip.closeEntry();
        } catch (NoSuchFileException e) {
            // Removed by its owner while the archive was written.
            zip.flush();
        }
    }

    private static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
