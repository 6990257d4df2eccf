package org.kocmoc.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import org.kocmoc.base.Bytes;

/// Turns mails into MIME messages.
final class MimeWriter {
    private MimeWriter() {}

    static MimeMessage write(OutboxMail mail, String from, Session session)
            throws MessagingException {
        String id = messageId(mail, from);
        MimeMessage message =
                new MimeMessage(session) {
                    @Override
                    protected void updateMessageID() throws MessagingException {
                        setHeader("Message-ID", id);
                    }
                };
        message.setFrom(new InternetAddress(from));
        message.setRecipient(
                Message.RecipientType.TO, new InternetAddress(mail.mail().recipient()));
        message.setSubject(mail.mail().subject(), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(mail.createdAt()));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setText(mail.mail().text(), StandardCharsets.UTF_8.name());
        message.setHeader("Content-Transfer-Encoding", "quoted-printable");
        message.saveChanges();
        return message;
    }

    /// The same for every attempt, so that a mail that leaves twice is recognised. Letters only:
    /// the code stays the one run of digits in a mail.
    private static String messageId(OutboxMail mail, String from) {
        String letters =
                Bytes.sha256Hex(mail.id() + "/" + mail.createdAt())
                        .chars()
                        .map(c -> c <= '9' ? c - '0' + 'g' : c)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
        return "<" + letters + "@" + from.replaceAll(".*@|>.*", "") + ">";
    }
}
