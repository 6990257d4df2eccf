package org.kocmoc.admin;

import java.nio.file.Path;
import java.util.Optional;
import org.kocmoc.base.Secret;

/// What those who operate the server without an account have set.
///
/// @param maintenanceToken opens the maintenance switch; absent closes it
/// @param metricsToken opens the figures; absent leaves them to direct callers of this machine
/// @param data the folder whose disk is watched
public record OperatorSettings(
        Optional<Secret> maintenanceToken, Optional<Secret> metricsToken, Path data) {}
