/// End-to-end encryption for bots and tools: one device of one account.
///
/// [EncryptedSession] is the whole of it: it makes the device, publishes its keys and renews them,
/// opens encrypted chats, sends, receives, and heals what could not be read. [Directory] judges the
/// signed lists of devices whatever the server says; [Sender] encrypts for exactly the devices of a
/// chat; [Receiver] opens what waits in the mailbox. What is said is a [Content], encrypted once as
/// a body whose key travels in an [Envelope] to each device.
///
/// The computing is `org.kocmoc.ratchet`'s. All state lies in a [org.kocmoc.ratchet.RatchetStore]
/// that the caller gives, for example a [FileStore]; every step of the ratchet and what it was used
/// for commit together before anything is told to the server. One device belongs to one process:
/// two that use the same store would use keys twice.
///
/// Where what is:
///
/// - for callers: [EncryptedSession], [EncryptedGroup], [Content], [Received],
///   [EncryptionException], and the stores [FileStore] and [MemoryStore];
/// - devices: [SetUp] makes one, [Keys] renews its pre-keys, [Directory] and [OwnLists] hold signed
///   lists, [Rosters] the [Recipient]s of a chat, [Sessions] the ratchets with them;
/// - sending: [Sender], and [GroupSender] where one envelope is for all ([ChainHolders] have the
///   key);
/// - receiving: [Receiver] empties the mailbox, [GroupReader] reads groups on from their
///   [GroupCursor], [Repair] heals what is [UnreadableMessages], [Recovery] what a restored server
///   has forgotten;
/// - members of groups: [Memberships] keeps a [MemberChain] of each;
/// - records in the store: [MessageRecord] for each message, [Pending] for each on its way.
///
/// Whatever the server shows that must not be (a device nobody signed for, an older list, another
/// account key, another member of a chat of two) is refused with an [EncryptionException] that says
/// in words what it means. Any thread; calls of one session wait for each other.
@NullMarked
package org.kocmoc.client.encryption;

import org.jspecify.annotations.NullMarked;
