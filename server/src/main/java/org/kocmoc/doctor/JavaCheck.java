package org.kocmoc.doctor;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/// The virtual machine that runs us, and its memory.
final class JavaCheck implements Check {
    private static final int MIN_RELEASE = 25;

    /// Below this the heap of a server with a few hundred sockets and uploads gets tight.
    private static final long MIN_HEAP_MIB = 256;

    @Override
    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        int release = Runtime.version().feature();
        String name = System.getProperty("java.vendor") + " " + Runtime.version();
        findings.add(
                release >= MIN_RELEASE
                        ? Finding.ok(name)
                        : Finding.problem(
                                name,
                                "Use a JDK " + MIN_RELEASE + " or later: ./kocmoc says how."));
        boolean compact =
                ManagementFactory.getRuntimeMXBean()
                        .getInputArguments()
                        .contains("-XX:+UseCompactObjectHeaders");
        if (!compact) {
            findings.add(
                    Finding.warning(
                            "compact object headers are off",
                            "Start by ./kocmoc, or add -XX:+UseCompactObjectHeaders to save"
                                    + " memory."));
        }
        long heap = Runtime.getRuntime().maxMemory() >> 20;
        if (heap < MIN_HEAP_MIB) {
            findings.add(
                    Finding.warning(
                            "the heap may grow to " + heap + " MiB only",
                            "Give the machine more memory, or Java more of it: -Xmx512m."));
        }
        return findings;
    }
}
