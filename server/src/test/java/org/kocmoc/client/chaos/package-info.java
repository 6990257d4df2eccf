/// Devices in encrypted chats under everything that goes wrong: a random [History] of what they do
/// and what happens to them, run against the real server by a [World], which compares what every
/// device has read with the server's own log ([Truth]).
@NullMarked
package org.kocmoc.client.chaos;

import org.jspecify.annotations.NullMarked;
