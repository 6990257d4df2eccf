package org.kocmoc.admin;

/// How much there is on the server.
public record Statistics(long users, long chats, long messages, long devices) {}
