package io.backhand.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** nginx, with one worker. */
final class Nginx extends NativeProxy {
    Nginx() {
        super("nginx", List.of("/usr/sbin/nginx"));
    }

    @Override
    String configuration(Site site, Path folder, int http, int https) {
        String servers = site.backends().stream()
                .map(port -> "server 127.0.0.1:" + port + ";")
                .collect(Collectors.joining(" "));
        return """
                daemon off;
                user root;
                worker_processes 1;
                worker_rlimit_nofile 20000;
                pid nginx.pid;
                error_log error.log;
                events { worker_connections 19000; }
                http {
                    access_log off;
                    keepalive_timeout 120s;
                    keepalive_requests 1000000000;
                    sendfile on;
                    tcp_nopush on;
                    open_file_cache max=1000 inactive=1h;
                    default_type application/octet-stream;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    ssl_protocols TLSv1.3;
                    upstream servers { %s keepalive 256; keepalive_requests 1000000000; }
                    server {
                        listen 127.0.0.1:%d backlog=4096;
                        listen 127.0.0.1:%d ssl http2 backlog=4096;
                        http2_max_concurrent_streams 256;
                        ssl_certificate %s;
                        ssl_certificate_key %s;
                        location /static/ { root %s; }
                        location / {
                            proxy_pass http://servers;
                            proxy_http_version 1.1;
                            proxy_set_header Connection "";
                            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                            proxy_max_temp_file_size 0;
                        }
                    }
                }
                """
                .formatted(
                        servers,
                        http,
                        https,
                        site.certificate().certificate(),
                        site.certificate().key(),
                        site.documents());
    }

    @Override
    List<String> arguments(Path folder, Path configuration) {
        return List.of("-p", folder.toString(), "-c", configuration.toString(), "-e", "error.log");
    }
}
