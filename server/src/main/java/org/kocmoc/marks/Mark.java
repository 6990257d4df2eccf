package org.kocmoc.marks;

import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;

/// How far a member says to have come in a chat.
record Mark(ChatId chat, UserId user, long seq) {}
