/// JMH benchmarks. Results with date and machine belong in `docs/decisions`.
///
/// Run one with `mvn -pl ratchet,bench -DskipTests package`, then `java -cp <classpath of bench>
/// org.openjdk.jmh.Main RatchetBench`.
package org.kocmoc.bench;
