package org.kocmoc.mail;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a mail server said instead of taking a mail.
///
/// Many servers wait for the address before they say what they think of the sender: that it may not
/// send through them, has no account any more, or is on a list. Whom such a reply is about decides
/// what becomes of the mail, so only what surely is about the address counts as that.
///
/// @param code of RFC 5321
/// @param text all of it, from the code on
record SmtpReply(int code, String text) {
    /// The second part of a code of RFC 3463 is its subject, the third the detail.
    private static final Pattern ENHANCED =
            Pattern.compile("^\\d{3}[ -][45]\\.(\\d{1,3})\\.(\\d{1,3})\\b");

    private static final int ADDRESS = 1;
    private static final int MAILBOX = 2;

    /// Details of addresses that are about the sender's.
    private static final Set<Integer> OF_SENDER = Set.of(7, 8);

    /// What says by itself that there is no such mailbox, or that it is full.
    private static final Set<Integer> NO_MAILBOX = Set.of(550, 551, 552, 553);

    private static final int FOR_GOOD = 500;

    /// Whether it is about the address, so that other mails may well be taken.
    boolean isOfAddress() {
        Matcher enhanced = ENHANCED.matcher(text);
        if (!enhanced.find()) {
            return NO_MAILBOX.contains(code);
        }
        int subject = Integer.parseInt(enhanced.group(1));
        int detail = Integer.parseInt(enhanced.group(2));
        return subject == MAILBOX || (subject == ADDRESS && !OF_SENDER.contains(detail));
    }

    /// Whether trying again is of no use. What is about ourselves may be put right.
    boolean isFinal() {
        return code >= FOR_GOOD && isOfAddress();
    }
}
