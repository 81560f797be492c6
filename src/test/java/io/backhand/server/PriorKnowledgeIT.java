package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.selectors.Tricks;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.cluster.OwnProcess;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A listener that speaks HTTP/2 without TLS, with curl as its client. */
@Timeout(60)
class PriorKnowledgeIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    private Path folder;

    private RawBackend backend;
    private OwnServer server;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/curl")), "curl is not installed");
        backend = RawBackend.answering(OK);
        server = OwnServer.withTables(
                folder, backend.url(), "[[listen]]\nhttp = \"127.0.0.1:0\"\nh2c = true\n", Tricks.all());
    }

    @AfterEach
    void end() throws Exception {
        if (server != null) {
            server.close();
            backend.close();
        }
    }

    @Test
    void whoBeginsWithHttp2GetsIt() throws Exception {
        assertThat(curl("--http2-prior-knowledge", url(2))).isEqualTo("ok 200 2");
        assertThat(curl("--http2-prior-knowledge", "-d", "body", url(2))).isEqualTo("ok 200 2");
    }

    @Test
    void whoAsksToGoOverIsAnsweredInHttp1() throws Exception {
        assertThat(curl("--http2", url(2))).isEqualTo("ok 200 1.1");
        assertThat(curl("--http1.1", url(2))).isEqualTo("ok 200 1.1");
    }

    @Test
    void itIsOffWhereItIsNotSet() throws Exception {
        String answer = RawClient.exchange(server.port(), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 426 ");
    }

    /** A client writes the scheme itself, over TLS or not. */
    @Test
    void aSchemeThatAClientWritesIsNotBelieved() throws Exception {
        String answer = RawClient.exchange(port(2), "GET https://h/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 ");
        assertThat(backend.heads().get(0)).contains("X-Forwarded-Proto: http\r\n");
    }

    private int port(int listener) {
        return URI.create(url(listener)).getPort();
    }

    private String url(int listener) {
        return server.server().urls().get(listener) + "/";
    }

    /** What it got, the status, and the version of HTTP. */
    private String curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/curl", "--silent", "--max-time", "20", "--write-out", " %{http_code} %{http_version}"));
        command.addAll(List.of(arguments));
        Path run = Files.createTempDirectory(folder, "curl");
        try (OwnProcess curl = OwnProcess.start("curl", run, command)) {
            curl.awaitExit(Duration.ofSeconds(30));
            return curl.output();
        }
    }
}
