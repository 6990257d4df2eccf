package org.kocmoc.testkit;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The mails that a test server wrote as files. Any thread.
public final class Mails {
    private static final Pattern CODE = Pattern.compile("\\b(\\d{6})\\b");

    private final Path folder;

    Mails(Path folder) {
        this.folder = folder;
    }

    /// The code of the newest mail to an address.
    public String code(String address) {
        Matcher code = CODE.matcher(newest(address));
        if (!code.find()) {
            throw new AssertionError("no code in the mail to " + address);
        }
        return code.group(1);
    }

    /// The text of the newest mail to an address.
    public String newest(String address) {
        return text(files(address).getLast());
    }

    /// How many mails went to an address.
    public int count(String address) {
        return files(address).size();
    }

    /// The files of the mails to an address, oldest first.
    public List<Path> files(String address) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith("-" + address + ".eml"))
                    .sorted(Comparator.comparingLong(Mails::number))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(name.indexOf('_') + 1, name.indexOf('-')));
    }

    /// The text of a mail's file.
    public static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return (String) new MimeMessage(Session.getInstance(new Properties()), in).getContent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }
}
