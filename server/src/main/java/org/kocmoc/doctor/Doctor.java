package org.kocmoc.doctor;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.kocmoc.config.Config;
import org.kocmoc.db.Database;

/// Runs all checks and prints their findings. One thread.
public final class Doctor {
    private final Map<String, Check> checks = new LinkedHashMap<>();

    /// @param database connects; empty if the embedded database was not made yet
    public Doctor(Config config, InstantSource clock, Supplier<Optional<Database>> database) {
        checks.put("Java", new JavaCheck());
        checks.put("Address", new AddressCheck(config));
        checks.put("Disk", new DiskCheck(config.data()));
        checks.put("Secrets", new SecretsCheck(config));
        checks.put("Mail", new MailCheck(config));
        checks.put("Database", new DatabaseCheck(config, clock, database));
    }

    /// Prints every finding with its advice; `true` if none is a problem.
    public boolean examine(PrintWriter out) {
        boolean healthy = true;
        for (Map.Entry<String, Check> check : checks.entrySet()) {
            for (Finding finding : run(check.getValue())) {
                out.printf("%-8s %-9s %s%n", mark(finding), check.getKey(), finding.what());
                if (!finding.advice().isEmpty()) {
                    out.printf("%-18s → %s%n", "", finding.advice());
                }
                healthy &= finding.level() != Finding.Level.PROBLEM;
            }
        }
        out.flush();
        return healthy;
    }

    private static List<Finding> run(Check check) {
        try {
            return check.run();
        } catch (Exception e) {
            return List.of(
                    Finding.problem(
                            "could not be examined: " + e.getMessage(), "See the message."));
        }
    }

    private static String mark(Finding finding) {
        return switch (finding.level()) {
            case OK -> "ok";
            case WARNING -> "WARNING";
            case PROBLEM -> "PROBLEM";
        };
    }
}
