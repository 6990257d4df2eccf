/// How the SDK talks: JSON over HTTP ([Http]) and over one socket ([Connection]), and how talking
/// fails ([RefusedException], [UnreachableException], [Ending]).
///
/// Owns no state but open sockets. Programs need only the exceptions and [Ending]; the other types
/// are public because the packages of the SDK share them, and may change with any version. Any
/// thread; blocks. Imports nothing else of the SDK.
@NullMarked
package org.kocmoc.client.wire;

import org.jspecify.annotations.NullMarked;
