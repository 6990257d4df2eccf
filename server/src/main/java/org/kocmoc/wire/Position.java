package org.kocmoc.wire;

/// A place in a log.
///
/// @param epoch changes when the database is restored from a backup: the same number then names
///   something else
/// @param seq number of the last entry known; 0 is before the first
public record Position(long epoch, long seq) {}
