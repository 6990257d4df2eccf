/// Stories: a picture, a film or a text that is shown for a day to those whom its author knows.
///
/// Owns the tables `stories` and `story_views`. A story is visible to its author, to the author's
/// contacts, and to everybody who shares a chat with the author, except where one of the two has
/// blocked the other; this is decided at each look, in SQL, so that a block or a departure counts
/// at once. After a day it is gone for everybody, whether or not the job has removed its row; the
/// job removes row and file.
///
/// Who may see a story is told of it by an entry in the user log, if those are at most
/// [org.kocmoc.limits.Size#STORY_AUDIENCE]: an entry locks a row and is kept for every one of them,
/// which a passing story of somebody in big groups is not worth. Beyond, only the author's own
/// devices are told, and others see it when they next fetch the list. The end of a story is not
/// told: it carries its time.
///
/// Concurrency: any thread; all of it blocks. A story's file is checked before its transaction and
/// discarded after it; a crash in between leaves the file to the sweep.
@NullMarked
package org.kocmoc.stories;

import org.jspecify.annotations.NullMarked;
