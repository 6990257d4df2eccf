/// Finding messages, chats and people by words.
///
/// Owns no table: candidates come from the blind index (`terms`), what may be seen from `messages`,
/// and chats and people from their own tables. Any thread; everything blocks. At most two searches
/// over all chats run on a node at once, so that they cannot starve the rest.
///
/// Invariants: nobody finds what they could not read: membership, what existed before joining,
/// deletions and choices about privacy hold here too.
@NullMarked
package org.kocmoc.search;

import org.jspecify.annotations.NullMarked;
