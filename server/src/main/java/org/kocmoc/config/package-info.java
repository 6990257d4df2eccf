/// The configuration: every variable in one table, read from the environment and `.env`.
///
/// [Setting] is the table that README, `./kocmoc config` and [ConfigLoader] share. Loading reports
/// all problems at once and opens nothing. Values are immutable. May import `base`, `db` and `http`
/// for the settings records that those packages declare.
@NullMarked
package org.kocmoc.config;

import org.jspecify.annotations.NullMarked;
