/// The blind index of words: which messages hold a word in any of its forms, without a word in the
/// database.
///
/// [Words] cuts a text into words and brings each to its stem, in Russian and English. [TermIndex]
/// hashes stems under a search key of the chat and keeps eight bytes of each; a query is hashed
/// once for each chat that it looks into. Owns `chat_search_keys` (wrapped by the master key) and
/// `message_terms`; the words of which messages are indexed when is up to `messages`.
///
/// Invariants: nothing but keyed hashes is stored; equal words of different chats look different; a
/// hit is a candidate only, which the caller opens and checks. Any thread; everything blocks but
/// [Words].
@NullMarked
package org.kocmoc.terms;

import org.jspecify.annotations.NullMarked;
