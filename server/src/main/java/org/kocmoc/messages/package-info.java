/// Messages: what may be sent, how it is stored, read and changed.
///
/// Owns the contents of `messages`, `message_edits`, `message_mentions` and `message_reactions`;
/// numbers and locks belong to `log`. Texts are sealed by `bodies` before they are written, so
/// neither tables nor database logs hold them; their words are indexed beside the send
/// ([Indexing]), and [MessageFinder] opens for `search` what the index brings.
///
/// Invariants: nobody reads or changes a message except through `ChatAccess`; a deleted message
/// keeps its row and number but no content anywhere; order is always by `seq`; a send writes no
/// member's row.
@NullMarked
package org.kocmoc.messages;

import org.jspecify.annotations.NullMarked;
