package org.kocmoc.bench.sections;

import org.kocmoc.bench.stage.Stage;

/// One topic of the bench.
public interface Section {
    /// Measures and reports.
    void run(Stage stage, Report report) throws Exception;
}
