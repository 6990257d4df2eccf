/// All limits on rates, counts and sizes in one table, and the rate limiter that enforces the
/// rates.
///
/// [Rate] and [Size] are the table: each row carries its bound and the reason for it. Nothing else
/// in the server invents a bound for what comes from outside. State: token buckets, in memory
/// (bounded in number) or, where all nodes count together, in `rate_limits`. Any thread.
@NullMarked
package org.kocmoc.limits;

import org.jspecify.annotations.NullMarked;
