package org.kocmoc.credentials;

/// What a mailed code is good for.
public enum CodePurpose {
    /// Confirms the address of a new account.
    REGISTER,
    /// Sets a new password.
    RESET,
    /// Confirms a new address of an account.
    EMAIL
}
