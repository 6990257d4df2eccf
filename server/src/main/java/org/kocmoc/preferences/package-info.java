/// What people have set for all their devices: language, looks, notifications, and what clients
/// keep for themselves.
///
/// Owns `user_settings`, and within `users` the language through `users`. [Catalogue] says what can
/// be set; only choices are stored, so that a default may change. Each change is one transaction
/// with its entry (`settings:update`) in the person's own log. State is in the database only; any
/// thread, everything blocks.
///
/// Invariants: what is stored was valid when it was set; its size is bounded.
@NullMarked
package org.kocmoc.preferences;

import org.jspecify.annotations.NullMarked;
