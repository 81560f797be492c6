package io.backhand.bench;

import io.backhand.testing.cluster.FreePorts;
import io.backhand.testing.cluster.OwnProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Four nginx of one process each: {@code /128}, {@code /10k} and {@code /1m} are that large, {@code /post} takes a body. */
public final class NginxBackends implements AutoCloseable {
    private static final int COUNT = 4;

    private final List<OwnProcess> processes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    /** Starts them, on the processor for load and backends. */
    public NginxBackends(Path folder) throws IOException {
        Path documents = Files.createDirectories(folder.resolve("backends"));
        Site.writeFile(documents.resolve("128"), 128);
        Site.writeFile(documents.resolve("10k"), 10 << 10);
        Site.writeFile(documents.resolve("1m"), 1 << 20);
        for (int i = 0; i < COUNT; i++) {
            int port = FreePorts.next();
            ports.add(port);
            processes.add(start(Files.createDirectories(documents.resolve("nginx" + i)), documents, port));
        }
    }

    private static OwnProcess start(Path folder, Path documents, int port) throws IOException {
        Path file = folder.resolve("conf");
        Files.writeString(
                file,
                """
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log error.log;
                events { worker_connections 4096; }
                http {
                    access_log off;
                    keepalive_timeout 1h;
                    keepalive_requests 1000000000;
                    sendfile on;
                    tcp_nopush on;
                    open_file_cache max=100 inactive=1h;
                    default_type application/octet-stream;
                    client_body_temp_path body;
                    server {
                        listen 127.0.0.1:%d backlog=4096;
                        root %s;
                        location /post { return 200 "taken\\n"; }
                    }
                }
                """
                        .formatted(port, documents));
        return OwnProcess.start(
                "nginx",
                folder,
                Processors.load(
                        List.of("/usr/sbin/nginx", "-p", folder.toString(), "-c", file.toString(), "-e", "error.log")));
    }

    /** Where they listen on 127.0.0.1. */
    public List<Integer> ports() {
        return List.copyOf(ports);
    }

    @Override
    public void close() {
        processes.forEach(OwnProcess::close);
    }
}
