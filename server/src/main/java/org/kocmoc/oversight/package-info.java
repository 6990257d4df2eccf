/// What administrators see of the server as a whole: its accounts, its figures over time, its
/// health.
///
/// Owns `daily_statistics`, which a job fills from what is there anyway, so that no request and no
/// send counts anything. Every action and every look at somebody's sessions is written to the audit
/// log before it happens. State is in the database only; any thread, everything blocks.
///
/// Invariants: only administrators get here; nobody takes the last administrator's rights away; no
/// texts of messages.
@NullMarked
package org.kocmoc.oversight;

import org.jspecify.annotations.NullMarked;
