/// Work that recurs: each job runs on one node at a time, also when several share a database.
///
/// A feature lists its jobs; the composition root hands them all to [Jobs], which polls the
/// schedule and runs each on a virtual thread, a few at once. The database's clock counts, not that
/// of any node.
///
/// Owns `scheduled_tasks` through the scheduler library. A job that fails is logged and runs again
/// at its next time; jobs must be safe to repeat, and to run twice at once where a node was taken
/// for dead and was not.
@NullMarked
package org.kocmoc.jobs;

import org.jspecify.annotations.NullMarked;
