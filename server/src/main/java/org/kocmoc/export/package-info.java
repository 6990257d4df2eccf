/// Everything that an account holds, as one ZIP: JSON about the account and its messages, and the
/// files it uploaded.
///
/// Owns no table; [ExportStore] reads rows of the account across tables, messages and files come
/// from their features, which open what is sealed. The archive is produced while it is sent, a few
/// rows at a time, so its size needs no memory; a failure in the middle cuts the connection, so
/// that a part never looks whole. Any thread.
@NullMarked
package org.kocmoc.export;

import org.jspecify.annotations.NullMarked;
