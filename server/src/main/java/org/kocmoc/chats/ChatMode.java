package org.kocmoc.chats;

import org.kocmoc.limits.Size;

/// Who can read what is said in a chat. Fixed when the chat is made.
public enum ChatMode {
    /// Encrypted at rest with keys that the server holds.
    SERVER(Size.CHAT_MEMBERS),
    /// End to end: the server never holds a readable body.
    E2EE(Size.E2EE_GROUP_MEMBERS);

    private final Size maxMembers;

    ChatMode(Size maxMembers) {
        this.maxMembers = maxMembers;
    }

    /// How many may be in it.
    int maxMembers() {
        return maxMembers.value();
    }
}
