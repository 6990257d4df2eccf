/// Encryption under the server's master key: message keys, two-factor secrets, waiting mails.
///
/// [Vault] seals small secrets with AES-256-GCM and names the master key it used, so that two
/// master keys can be loaded until everything is wrapped anew. Immutable; any thread. Owns no
/// table: callers store what it returns.
@NullMarked
package org.kocmoc.vault;

import org.jspecify.annotations.NullMarked;
