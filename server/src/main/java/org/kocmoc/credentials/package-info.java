/// What a person proves who they are with: passwords, mailed codes, a second factor.
///
/// Only proofs: who signs in, and what follows from it, is decided by `auth` and `account`.
/// Passwords are hashed with Argon2id; bcrypt hashes of older installations are understood. Hashing
/// runs on a few threads of its own, so that a flood of sign-ins leaves the processors to everybody
/// else. Codes are stored only as keyed hashes, each dies after a few wrong tries.
///
/// Owns `email_verifications`, `recovery_codes` and `users.totp_*`, always through the caller's
/// transaction. Stateless but for the hashing threads; any thread.
@NullMarked
package org.kocmoc.credentials;

import org.jspecify.annotations.NullMarked;
