package io.backhand.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** HAProxy; {@code http-reuse always} lets each request go over any idle connection, as Backhand does. */
final class Haproxy extends NativeProxy {
    Haproxy() {
        super("haproxy", List.of("/usr/sbin/haproxy"));
    }

    @Override
    String configuration(Site site, Path folder, int http, int https) throws IOException {
        Path pem = folder.resolve("bench.pem");
        Files.writeString(
                pem,
                Files.readString(site.certificate().certificate())
                        + Files.readString(site.certificate().key()));
        String servers = site.backends().stream()
                .map(port -> "    server s" + port + " 127.0.0.1:" + port)
                .collect(Collectors.joining("\n"));
        return """
                global
                    nbthread 1
                    maxconn 9800
                    # 9,000 idle clients are most of the files it may open; below this it keeps connections to servers.
                    tune.pool-low-fd-ratio 90
                    tune.pool-high-fd-ratio 95
                    ssl-default-bind-options ssl-min-ver TLSv1.3
                defaults
                    mode http
                    option forwardfor
                    http-reuse always
                    timeout connect 5s
                    timeout client 120s
                    timeout http-keep-alive 120s
                    timeout server 60s
                frontend front
                    bind 127.0.0.1:%d backlog 4096
                    bind 127.0.0.1:%d backlog 4096 ssl crt %s alpn h2,http/1.1
                    default_backend servers
                backend servers
                    balance roundrobin
                %s
                """
                .formatted(http, https, pem, servers);
    }

    @Override
    List<String> arguments(Path folder, Path configuration) {
        return List.of("-db", "-f", configuration.toString());
    }

    @Override
    public boolean takes(Scenario scenario) {
        return super.takes(scenario) && !scenario.isStatic();
    }
}
