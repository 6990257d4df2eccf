package org.kocmoc.jobs;

import java.time.Duration;

/// A piece of recurring work.
///
/// @param name stable name, unique over the server
/// @param pause time between the end of one run and the start of the next
/// @param work what to do; blocking, safe to repeat, to run again after a crash in its middle, and
///   to run twice at the same time
public record Job(String name, Duration pause, Runnable work) {}
