/// Mails that leave the server: an outbox in the database, and the two ways out of it.
///
/// A mail is written in the transaction that needs it, so it leaves exactly if that transaction
/// commits. After the commit the senders are nudged; a job repeats what did not go out, with
/// growing pauses, for a day, or as long as its code is good; what the mail server refuses for good
/// for its address's sake is not repeated. With an SMTP server mails go there, on threads of their
/// own, so that a slow server delays nobody's request; without one each mail is a file of the data
/// directory, complete before the transaction's caller goes on.
///
/// Owns `mail_outbox` and the folder `mail/`. Payloads are sealed by the vault, because they hold
/// codes, and wiped when sent. Several nodes share the work: a row is leased before it is sent and
/// no transaction is open while a mail server talks. A mail may leave twice if a node dies between
/// sending and noting it, always with the same message id.
@NullMarked
package org.kocmoc.mail;

import org.jspecify.annotations.NullMarked;
