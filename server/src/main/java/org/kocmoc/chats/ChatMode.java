package org.kocmoc.chats;

/// Who can read what is said in a chat. Fixed when the chat is made.
public enum ChatMode {
    /// Encrypted at rest with keys that the server holds.
    SERVER,
    /// End to end: the server never holds a readable body.
    E2EE
}
