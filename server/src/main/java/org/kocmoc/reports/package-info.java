/// Complaints of people about a message or about somebody, for the administrators of the server.
///
/// Owns `reports`. Whoever files one must be able to see what it is about: a message only in a chat
/// of theirs and not older than their joining, a person by the id of an account. Filing the same
/// again while it is open changes nothing, so that a list read by people holds each matter once per
/// person. A report outlives what it names: ids of what is gone become null.
///
/// Holds ids and the reporter's words, never a copy of the message: a deletion stays one. Nobody
/// but administrators learns of a report. State is in the database only; any thread, everything
/// blocks. Administrators read and close through [Reports].
@NullMarked
package org.kocmoc.reports;

import org.jspecify.annotations.NullMarked;
