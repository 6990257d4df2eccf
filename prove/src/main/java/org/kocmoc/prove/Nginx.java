package org.kocmoc.prove;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A real nginx in front of several servers, with what matters of `deploy/nginx` for moving clients
/// from one server to another. One thread.
final class Nginx implements AutoCloseable {
    private static final int LOOKS = 100;

    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Starts it and returns when it takes connections.
    ///
    /// @throws IOException if it is not installed or does not start
    static Nginx start(Path folder, int port, List<Integer> servers)
            throws IOException, InterruptedException {
        Path file = folder.resolve("nginx.conf");
        Files.writeString(file, configuration(folder, port, servers));
        Process process;
        try {
            process =
                    new ProcessBuilder("nginx", "-c", file.toString(), "-e", folder + "/nginx.log")
                            .inheritIO()
                            .start();
        } catch (IOException e) {
            throw new IOException("This needs nginx (package nginx-light)", e);
        }
        for (int look = 0; look < LOOKS && process.isAlive(); look++) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return new Nginx(process, port);
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
        process.destroyForcibly();
        throw new IOException("nginx does not start; see " + folder.resolve("nginx.log"));
    }

    private static String upstream(List<Integer> servers, String failing) {
        return servers.stream()
                .map(server -> "server 127.0.0.1:%d %s;".formatted(server, failing))
                .collect(Collectors.joining(" "));
    }

    private static String configuration(Path folder, int port, List<Integer> servers) {
        return """
            daemon off; worker_processes 1; pid %1$s/nginx.pid; error_log %1$s/nginx.log;
            events { worker_connections 4096; }
            http {
                access_log off;
                client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                upstream kocmoc { least_conn; %3$s keepalive 64; }
                # Counted apart: a server that has no sockets yet would get all requests. Never called
                # failed: that ends with the end of the next socket there, which may be tomorrow.
                upstream kocmoc_ws { least_conn; %4$s }
                map $http_upgrade $kocmoc_connection { default upgrade; '' ''; }
                server {
                    listen 127.0.0.1:%2$d;
                    proxy_http_version 1.1;
                    proxy_set_header Host $host;
                    proxy_set_header Connection "";
                    proxy_connect_timeout 3s;
                    proxy_next_upstream error timeout http_502;
                    proxy_next_upstream_tries 2;
                    location = /ws {
                        proxy_pass http://kocmoc_ws;
                        proxy_next_upstream error timeout http_502 http_503;
                        proxy_next_upstream_tries 3; proxy_connect_timeout 2s;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection $kocmoc_connection;
                        proxy_read_timeout 120s;
                        proxy_buffering off;
                    }
                    location / { proxy_pass http://kocmoc; }
                }
            }
            """
                .formatted(
                        folder,
                        port,
                        upstream(servers, "max_fails=2 fail_timeout=5s"),
                        upstream(servers, "max_fails=0"));
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
