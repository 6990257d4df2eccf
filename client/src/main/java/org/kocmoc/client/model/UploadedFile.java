package org.kocmoc.client.model;

/// A file on the server.
///
/// @param url what messages name it by; whoever knows it may read the file
/// @param name as it was called when it was uploaded
/// @param size in bytes
/// @param type found by the server from its content
public record UploadedFile(String id, String url, String name, long size, String type) {}
