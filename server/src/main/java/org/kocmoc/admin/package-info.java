/// Operating the server: maintenance, health, metrics, and what administrators may do.
///
/// Owns the table `audit_log` and the maintenance flag file; reads what other features own for
/// figures and lists. Changes to accounts, messages and reports go through the services of the
/// features that own them. [AuditLog] gets a row, in the same transaction where there is one, for
/// every action of an administrator and for every look at people's messages; it holds ids only.
///
/// [MaintenanceFlag] is read on event loops and therefore never blocks. Health and metrics are
/// public routes with guards of their own.
@NullMarked
package org.kocmoc.admin;

import org.jspecify.annotations.NullMarked;
