/// The HTTP interface's own description, served to whoever asks.
///
/// Hands out `openapi.yaml`, which is kept by hand in `docs/api` and checked against the route
/// table and every answer of the tests, and a page that renders it. Everything comes from the jar:
/// the page asks no other host. Owns no table and no state; any thread.
@NullMarked
package org.kocmoc.docs;

import org.jspecify.annotations.NullMarked;
