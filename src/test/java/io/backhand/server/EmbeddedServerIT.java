package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.config.BalancerConfig;
import io.backhand.config.BalancerConfig.Heartbeats;
import io.backhand.config.BalancerConfig.Listener;
import io.backhand.config.BalancerConfig.Status;
import io.backhand.config.BalancerConfig.Upstream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EmbeddedServerIT {
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void answersAnUnmappedPathWithAPlain404ThatNamesNoServer() throws Exception {
        EmbeddedServer server = EmbeddedServer.start(listeningOn(0), Optional.empty());
        try {
            HttpResponse<String> response = get(server, "/nowhere");

            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(response.body()).isEqualTo("404 Not Found\n");
            assertThat(response.headers().map()).doesNotContainKey("server");
        } finally {
            server.stop();
        }
    }

    @Test
    void saysInOneLineThatAPortIsTaken() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();

            assertThatThrownBy(() -> EmbeddedServer.start(listeningOn(port), Optional.empty()))
                    .isInstanceOf(StartException.class)
                    .hasMessage("127.0.0.1:" + port + " is taken: another process listens there");
        }
    }

    private HttpResponse<String> get(EmbeddedServer server, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.urls().get(0) + path)).build(), BodyHandlers.ofString());
    }

    private static BalancerConfig listeningOn(int port) {
        return new BalancerConfig(
                new Heartbeats(List.of(), Optional.empty(), List.of(), Optional.empty(), List.of()),
                new Upstream(Optional.empty()),
                List.of(),
                List.of(new Listener("127.0.0.1", port, Optional.empty(), List.of())),
                new Status(List.of(), List.of()),
                Optional.empty(),
                List.of());
    }
}
