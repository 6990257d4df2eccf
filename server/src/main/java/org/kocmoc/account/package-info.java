/// The life of an account, from registration to deletion.
///
/// Registration confirms the address by a mailed code; passwords and addresses change by proof;
/// invitations admit people to servers that are not open.
///
/// Owns `devices` and `registration_invites`; changes `users` through `auth`. Every change is one
/// transaction with the mail that goes with it. Any thread; blocks.
@NullMarked
package org.kocmoc.account;

import org.jspecify.annotations.NullMarked;
