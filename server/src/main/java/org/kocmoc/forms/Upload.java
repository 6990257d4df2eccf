package org.kocmoc.forms;

import java.io.InputStream;

/// A file on its way in.
///
/// @param fileName name as sent, without any path
/// @param contentType type as sent, lower case, without parameters; never to be trusted
/// @param content the bytes; reading blocks for the network. The end is reached only when the whole
///   form arrived well-formed and within the limit, else reading throws an `ApiException`
public record Upload(String fileName, String contentType, InputStream content) {}
