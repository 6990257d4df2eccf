/// Files that people send: taken in, kept, handed out, and removed when nothing needs them.
///
/// Owns the table `files` and the folder `uploads/` of the data directory (`blobs/`, `thumbs/`,
/// `tmp/`; `files/` and `voice/` hold what the replaced server left there). Reads `messages`,
/// `message_files`, `stories`, `users` and `chats` to see whether a file is in use.
///
/// An id of 128 random bits is the permission to read, because pictures and players of a browser
/// send no header. Ids of the replaced server can be guessed: they need a signed-in caller.
///
/// Order of writing, so that a crash at any point leaves nothing wrong: a blob is durable before
/// its row is written, and a row is marked deleted before its blob goes. So a live row always has
/// its blob; what may be left is a blob without a row, which is removed a week after it was first
/// seen ([org.kocmoc.blobs.StraySweep]), or a row marked deleted, whose removal is repeated.
/// Nothing is removed from a store that may be another installation's.
///
/// `unused_since` says since when nothing refers to a file: null while something does, `infinity`
/// for files of the replaced server that nothing ever referred to, which are kept. A file that was
/// never used goes after a day, any other after a week, so that deleting a message by mistake or a
/// complaint about it can still be looked into. Whether a file is in use is always found by looking
/// at what uses it, never counted: a forgotten count would delete what is needed or keep what must
/// go.
///
/// What a client says about a file is believed only where its first bytes agree ([FileType]); what
/// is not plainly safe is handed out as a download; nothing is handed out as a page. Concurrency:
/// any thread; all of it blocks.
@NullMarked
package org.kocmoc.files;

import org.jspecify.annotations.NullMarked;
