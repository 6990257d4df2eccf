/// Measures: a real server from outside, and inner loops by JMH.
///
/// [Bench] starts the server's jar in a process of its own and loads it over HTTP. Each figure
/// comes with a reference that is measured in the same run on the same machine, because only their
/// ratio means something elsewhere. Run it by `./kocmoc bench`.
///
/// Inner loops are JMH classes: `mvn -pl ratchet,server,bench -DskipTests package`, then `java -cp
/// "bench/target/kocmoc-bench.jar:bench/target/lib/*" org.openjdk.jmh.Main RatchetBench`. Results
/// with date and machine belong in `docs/decisions`. Nothing here is part of the product.
@NullMarked
package org.kocmoc.bench;

import org.jspecify.annotations.NullMarked;
