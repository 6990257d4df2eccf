/// How texts are kept: sealed under a data key of their chat, which the master key wraps.
///
/// [Bodies] is the one class for others: it seals what is about to be stored and opens what was.
/// Owns `chat_keys`. Open keys are cached in memory and may be lost. Any thread; the first use of a
/// chat blocks for its key, so a sealer is fetched before a transaction, never inside.
@NullMarked
package org.kocmoc.bodies;

import org.jspecify.annotations.NullMarked;
