/// The server against clients that mean harm: whatever the API's document offers, filled with what
/// breaks parsers, and what no HTTP client would send.
///
/// Attacks are made from `docs/api/openapi.yaml`, so that a new route is attacked without anybody
/// thinking of it.
@NullMarked
package org.kocmoc.hostile;

import org.jspecify.annotations.NullMarked;
