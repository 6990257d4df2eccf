package org.kocmoc.doctor;

import java.util.List;

/// Looks at one side of the installation. Changes nothing.
@FunctionalInterface
interface Check {
    /// What was found, good or bad.
    ///
    /// @throws Exception if the check could not be made
    List<Finding> run() throws Exception;
}
