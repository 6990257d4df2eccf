/// End-to-end encryption for one device: start sessions, encrypt, decrypt, and the signed
/// structures around them.
///
/// * Pairwise: [Ratchet] over [PreKeys], [PreKeyBundle], [Ciphertext]; PQXDH and Double Ratchet.
/// * Who is who: [AccountKey], [DeviceKeys], [DeviceCert], [DeviceList], [KnownDevices],
///   [SafetyNumber].
/// * Groups: [SenderKeys], [Membership].
/// * Content at rest: [MessageBody], [Attachment], [Backup], [BackupKey], [Linking] with [LinkHost]
///   and [LinkNewcomer].
///
/// Everything kept between calls goes through [RatchetStore.Records], inside a transaction of the
/// caller: after a failure the caller rolls back and nothing has happened. The library has no
/// thread, clock, file or socket of its own. Objects are immutable and safe to share; two calls for
/// one device must not run at once on the same records.
///
/// Every failure is a [RatchetException] with a reason. `FORMATS.md` beside the sources is the
/// specification of every byte.
@NullMarked
package org.kocmoc.ratchet;

import org.jspecify.annotations.NullMarked;
