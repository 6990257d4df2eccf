package org.kocmoc.bench;

/// One topic of the bench.
interface Section {
    /// Measures and reports.
    void run(Stage stage, Report report) throws Exception;
}
