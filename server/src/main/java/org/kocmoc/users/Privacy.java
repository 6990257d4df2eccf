package org.kocmoc.users;

/// A person's choices about other people.
///
/// @param whoMayAdd who may open a personal chat with the person or add them to a group
/// @param lastSeenVisibility who sees presence and the time last seen
/// @param locale language of mails and of texts that the server writes: `ru` or `en`
public record Privacy(Audience whoMayAdd, Audience lastSeenVisibility, String locale) {}
