package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.selectors.Tricks;
import io.backhand.testing.RawAjpClient;
import io.backhand.testing.RawAjpClient.Answer;
import io.backhand.testing.RawAjpRequest;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** AJP on the server of {@code java -jar}, where one thread sees a request through. */
@Timeout(30)
class AjpServerIT {
    private static final String LISTEN = "\n[[listen]]\najp = \"127.0.0.1:0\"\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    Path folder;

    @Test
    void carriesOneRequestAfterAnother() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.withTables(folder, backend.url(), LISTEN, Tricks.all());
                RawAjpClient client = new RawAjpClient(port(server))) {
            for (int i = 0; i < 50; i++) {
                Answer answer = client.ask(RawAjpRequest.get("/" + i));

                assertThat(answer.text()).isEqualTo("ok");
                assertThat(answer.reuse()).isTrue();
                client.ping();
            }
        }
    }

    @Test
    void theStatusIsClosedToWhatComesThroughALocalHttpd() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.withTables(folder, backend.url(), LISTEN, Tricks.all())) {
            for (String client : new String[] {"127.0.0.1", "::1", "203.0.113.9"}) {
                for (RawAjpRequest request : List.of(
                        RawAjpRequest.get("/backhand/api/servers"),
                        RawAjpRequest.of("POST", "/backhand/api/servers/alpha/drain"))) {
                    assertThat(status(
                                    server,
                                    request.withoutFields()
                                            .field("Host", "localhost")
                                            .from(client)))
                            .isEqualTo(404);
                }
            }
            assertThat(RawClient.exchange(
                            server.port(),
                            "GET /backhand/api/servers HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .as("by HTTP, from here")
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void theAddressHttpdGivesMayBeAllowedToSeeIt() throws Exception {
        String tables = LISTEN + "[status]\nallow = [\"203.0.113.9\"]\nhosts = [\"a.example\"]\n";
        try (RawBackend backend = RawBackend.answering(OK);
                OwnServer server = OwnServer.withTables(folder, backend.url(), tables, Tricks.all())) {
            assertThat(status(server, RawAjpRequest.get("/backhand/api/servers")))
                    .isEqualTo(200);
            assertThat(status(server, RawAjpRequest.get("/backhand/api/servers").from("203.0.113.10")))
                    .isEqualTo(404);
            assertThat(status(server, RawAjpRequest.get("/backhand/api/servers").from("127.0.0.1")))
                    .isEqualTo(404);
            assertThat(status(
                            server,
                            RawAjpRequest.get("/backhand/api/servers")
                                    .from("127.0.0.1")
                                    .field("X-Forwarded-For", "203.0.113.9")))
                    .isEqualTo(404);
        }
    }

    private static int status(OwnServer server, RawAjpRequest request) throws Exception {
        return RawAjpClient.exchange(port(server), request).status();
    }

    private static int port(OwnServer server) {
        return URI.create(server.server().urls().get(2)).getPort();
    }
}
