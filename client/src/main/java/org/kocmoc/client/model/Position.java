package org.kocmoc.client.model;

/// How far somebody has come in a log. Numbers of different epochs do not compare: the epoch
/// changes when a server is restored from a backup.
///
/// @param epoch which past
/// @param seq the number of the last entry that was applied
public record Position(long epoch, long seq) {}
