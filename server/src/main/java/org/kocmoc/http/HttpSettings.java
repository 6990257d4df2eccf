package org.kocmoc.http;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where and how the server listens.
///
/// @param host address to listen on
/// @param port port; 0 takes a free one
/// @param trustedProxies addresses or networks (CIDR) whose `X-Forwarded-For` counts
/// @param publicDir folder of another web client, instead of the built-in one
/// @param tlsCertificate PEM file of the certificate chain, together with `tlsKey`
/// @param tlsKey PEM file of the private key
public record HttpSettings(
        String host,
        int port,
        List<String> trustedProxies,
        Optional<Path> publicDir,
        Optional<Path> tlsCertificate,
        Optional<Path> tlsKey) {}
