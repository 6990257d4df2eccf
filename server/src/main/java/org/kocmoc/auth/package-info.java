/// Who calls: accounts as far as signing in is concerned, tokens, sessions, the guard of every
/// route.
///
/// A token is a JWT signed with HS256. It names its session by `jti` and is good while that session
/// has a row; signing out, a ban and a changed password delete rows and move
/// `users.tokens_valid_from`. Tokens of a replaced server carry no `jti`: they are accepted if they
/// were issued before the take-over, until they expire or are revoked by hash.
///
/// Owns `sessions`, `revoked_tokens`, and of `users` the columns email, password, ban and token
/// validity. Checked tokens are remembered for five seconds; [Revocations] cuts that short on every
/// node, and tells live sockets to check again. The database is the truth, the bus only hurries.
///
/// Any thread; blocks.
@NullMarked
package org.kocmoc.auth;

import org.jspecify.annotations.NullMarked;
