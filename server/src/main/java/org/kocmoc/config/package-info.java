/// The configuration: every variable in one table, read from the environment and `.env`.
///
/// [Setting] is the table that README, `./kocmoc config` and [ConfigLoader] share. Loading reports
/// all problems at once and opens nothing. Values are immutable. Settings of one package are a
/// record of that package, which is filled here.
@NullMarked
package org.kocmoc.config;

import org.jspecify.annotations.NullMarked;
