/// People: profiles, who may see what of them, contacts and blocks.
///
/// Owns the profile columns of `users` (the account columns belong to `auth`), `contacts` and
/// `blocks`. Others ask [Users] for profiles as a given person may see them, and [Relations] for
/// what stands between two people. State is in the database only; everything is safe for any thread
/// and blocks.
///
/// Invariants: an address, birth date or ban is shown to the person and to administrators only;
/// presence follows the choice of its owner and is hidden from whom the owner blocked; whatever
/// changes is told to the devices of the person by the user log in the same transaction. A profile
/// picture is a web address or a file of this server.
@NullMarked
package org.kocmoc.users;

import org.jspecify.annotations.NullMarked;
