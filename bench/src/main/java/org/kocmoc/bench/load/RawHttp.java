package org.kocmoc.bench.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One kept-alive HTTP/1.1 connection that does as little as possible, so that the generator takes
/// few of the cores that the server needs.
public final class RawHttp implements AutoCloseable {
    /// An answer.
    public record Answer(int status, byte[] body) {}

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String headers;

    public RawHttp(int port, String token) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
        out = socket.getOutputStream();
        headers = "\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n";
    }

    public Answer get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1" + headers + "\r\n", new byte[0]);
    }

    public Answer delete(String path) throws IOException {
        return send("DELETE " + path + " HTTP/1.1" + headers + "\r\n", new byte[0]);
    }

    /// Sends a form with its boundary.
    public Answer upload(String path, String boundary, byte[] form) throws IOException {
        return send(
                "POST "
                        + path
                        + " HTTP/1.1"
                        + headers
                        + "Content-Type: multipart/form-data; boundary="
                        + boundary
                        + "\r\nContent-Length: "
                        + form.length
                        + "\r\n\r\n",
                form);
    }

    public Answer post(String path, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return send(
                "POST "
                        + path
                        + " HTTP/1.1"
                        + headers
                        + "Content-Type: application/json\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n",
                body);
    }

    private Answer send(String head, byte[] body) throws IOException {
        byte[] headBytes = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = new byte[headBytes.length + body.length];
        System.arraycopy(headBytes, 0, request, 0, headBytes.length);
        System.arraycopy(body, 0, request, headBytes.length, body.length);
        out.write(request);
        int status = Integer.parseInt(line().substring(9, 12));
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return new Answer(status, in.readNBytes(length));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
