package org.kocmoc.messages;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;
import org.kocmoc.log.Announcement;
import org.kocmoc.log.NewMessage;
import org.kocmoc.log.SendOutcome;

/// A message just written, as readers see it: made of what was written, so that neither the answer
/// nor the event has to read it again. A test holds it equal to a fresh read.
///
/// @param message what was stored
/// @param text its text in the clear
record SentMessage(NewMessage message, @Nullable String text) implements Announcement {
    @Override
    public Events render(SendOutcome.Stored stored) {
        return MessageEvent.both(view(stored), stored.epoch());
    }

    /// The message as its sender sees it.
    Message view(SendOutcome.Stored stored) {
        NewMessage.Attachment attachment = message.attachment();
        Media media = Media.read(attachment.media());
        return new Message(
                stored.message().value(),
                text,
                // Nobody can have read what was not there before.
                Message.SENT,
                stored.at(),
                message.sender().value(),
                message.type(),
                attachment.fileUrl(),
                attachment.fileName(),
                attachment.fileSize(),
                attachment.fileType(),
                attachment.voiceUrl(),
                attachment.voiceDuration(),
                stored.author().name(),
                stored.author().avatar(),
                message.chat().value(),
                stored.seq(),
                message.clientId(),
                0,
                null,
                false,
                message.replyTo() == null ? null : message.replyTo().value(),
                origin(message.origin()),
                stored.mentions().stream().map(UserId::value).toList(),
                List.of(),
                media.width(),
                media.height(),
                media.thumbUrl(attachment.fileUrl()),
                media.waveform());
    }

    private static Message.@Nullable Origin origin(NewMessage.@Nullable Origin origin) {
        return origin == null
                ? null
                : new Message.Origin(
                        origin.name(),
                        origin.user() == null ? null : origin.user().value(),
                        origin.message().value());
    }
}
