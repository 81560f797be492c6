package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.config.BalancerConfig;
import io.backhand.config.BalancerConfig.Heartbeats;
import io.backhand.config.BalancerConfig.Listener;
import io.backhand.config.BalancerConfig.Protocols;
import io.backhand.config.ClientLimits;
import io.backhand.config.StaticBackend;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Headers of 64 KiB, both ways. */
@Timeout(30)
class HeaderSizeIT {
    private static final int MOST = 64 * 1024;
    private static final String BIG = "X-Big: " + "b".repeat(3990) + "\r\n";
    private static final String FIELDS = BIG.repeat(16);

    @Test
    void passOnBothWaysWhereTheListenerIsConfiguredForThem() throws Exception {
        try (RawBackend backend =
                RawBackend.answering("HTTP/1.1 200 OK\r\n" + FIELDS + "Content-Length: 2\r\n\r\nok")) {
            String answer = ask(backend, MOST, FIELDS);

            assertThat(answer).startsWith("HTTP/1.1 200 ").contains(FIELDS).endsWith("ok");
            assertThat(backend.heads()).singleElement().asString().contains(FIELDS);
        }
    }

    @Test
    void areRefusedWhereItIsNot() throws Exception {
        try (RawBackend backend = RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            assertThat(ask(backend, ClientLimits.DEFAULT.headerBytes(), FIELDS)).startsWith("HTTP/1.1 431 ");
            assertThat(ask(backend, MOST, FIELDS + BIG)).startsWith("HTTP/1.1 431 ");
            assertThat(backend.heads()).isEmpty();
        }
    }

    private static String ask(RawBackend backend, int headerBytes, String fields) throws Exception {
        EmbeddedServer server = EmbeddedServer.start(config(backend, headerBytes), Optional.empty());
        try {
            return RawClient.exchange(
                    URI.create(server.urls().get(0)).getPort(),
                    "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + fields + "\r\n");
        } finally {
            server.stop();
        }
    }

    private static BalancerConfig config(RawBackend backend, int headerBytes) {
        BalancerConfig defaults = BalancerConfig.defaults();
        return new BalancerConfig(
                new Heartbeats(Optional.of(List.of()), Optional.empty(), List.of(), Optional.empty(), List.of()),
                defaults.upstream(),
                List.of(new StaticBackend(new BackendId("alpha"), Contact.parse(backend.url()))),
                List.of(new Listener(
                        "127.0.0.1",
                        0,
                        Optional.empty(),
                        List.of(),
                        ClientLimits.DEFAULT.withHeaderBytes(headerBytes),
                        Protocols.USUAL)),
                defaults.status(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }
}
