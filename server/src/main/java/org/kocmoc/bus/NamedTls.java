package org.kocmoc.bus;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/// TLS as the JVM does it, for a client library that forgets to ask whether a certificate is that
/// of the host it has connected to: any host's certificate would do otherwise.
final class NamedTls extends SSLContextSpi {
    private final SSLContext usual;

    private NamedTls(SSLContext usual) {
        this.usual = usual;
    }

    /// What the JVM trusts at this moment, for hosts of the right name.
    static SSLContext context() {
        try {
            SSLContext usual = SSLContext.getDefault();
            return new SSLContext(new NamedTls(usual), usual.getProvider(), usual.getProtocol()) {};
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JVM has no TLS", e);
        }
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        return new Factory(usual.getSocketFactory());
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random)
            throws KeyManagementException {
        throw new KeyManagementException("it is what the JVM says");
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        throw new UnsupportedOperationException("only for clients");
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        throw new UnsupportedOperationException("only for sockets");
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        throw new UnsupportedOperationException("only for sockets");
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return usual.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return usual.getClientSessionContext();
    }

    private static final class Factory extends SSLSocketFactory {
        private final SSLSocketFactory usual;

        Factory(SSLSocketFactory usual) {
            this.usual = usual;
        }

        private static Socket named(Socket socket) {
            SSLParameters parameters = ((SSLSocket) socket).getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            ((SSLSocket) socket).setSSLParameters(parameters);
            return socket;
        }

        @Override
        public Socket createSocket(Socket below, String host, int port, boolean closing)
                throws IOException {
            return named(usual.createSocket(below, host, port, closing));
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return named(usual.createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort)
                throws IOException {
            return named(usual.createSocket(host, port, from, fromPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return named(usual.createSocket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
                throws IOException {
            return named(usual.createSocket(host, port, from, fromPort));
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return usual.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return usual.getSupportedCipherSuites();
        }
    }
}
