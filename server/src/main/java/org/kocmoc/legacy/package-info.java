/// The way from the replaced backend's database and the way back.
///
/// [LegacyImport] copies the eleven legacy tables into an empty database of ours and lets the
/// migrations take them over, as they do in place; [LegacyExport] makes the eleven tables and the
/// folder of uploads of what is here. The source is only read, in one snapshot; the target is
/// filled in one transaction. Both say what they did and what could not come along.
///
/// Owns the table `legacy_import`, which marks a database that an import may fill anew. Each class
/// is used once, by one thread.
@NullMarked
package org.kocmoc.legacy;

import org.jspecify.annotations.NullMarked;
