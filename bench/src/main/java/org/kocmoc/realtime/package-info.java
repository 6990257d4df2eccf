/// Measurements of parts that only the server's own package of this name sees.
///
/// [OutboxBench] measures what the hub does for one socket before the system call. It lies in the
/// hub's package because nobody else may see its inner parts, and is no part of the product. Owns
/// nothing; knows that package and JMH. Run by `./kocmoc bench loops`.
@NullMarked
package org.kocmoc.realtime;

import org.jspecify.annotations.NullMarked;
