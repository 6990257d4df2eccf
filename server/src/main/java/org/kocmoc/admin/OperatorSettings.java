package org.kocmoc.admin;

import java.util.Optional;
import org.kocmoc.base.Secret;

/// Tokens of those who operate the server without an account.
///
/// @param maintenanceToken opens the maintenance switch; absent closes it
/// @param metricsToken opens the figures; absent leaves them to direct callers of this machine
public record OperatorSettings(Optional<Secret> maintenanceToken, Optional<Secret> metricsToken) {}
