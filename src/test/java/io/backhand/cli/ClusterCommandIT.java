package io.backhand.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code cluster} command against something that answers as a balancer does, or doesn't. */
@Timeout(30)
class ClusterCommandIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final HttpServer balancer = HttpServer.create();
    private int status = 200;
    private String body = "[]";

    ClusterCommandIT() throws IOException {}

    @BeforeEach
    void listen() throws IOException {
        balancer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        balancer.createContext("/backhand/api/servers", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            try (OutputStream answer = exchange.getResponseBody()) {
                answer.write(bytes);
            }
        });
        balancer.start();
    }

    @AfterEach
    void stop() {
        balancer.stop(0);
    }

    @Test
    void showsTheServersThatTheBalancerKnows() {
        body = "[{\"name\":\"alpha\",\"state\":\"up\",\"ageMillis\":200,\"source\":\"native\"}]";

        assertThat(cluster(url() + "/")).isZero();

        assertThat(out.toString().lines().toList().get(0)).startsWith("NAME   STATE  AGE S");
        assertThat(out.toString().lines().toList().get(1)).startsWith("alpha  up       0.2");
    }

    @Test
    void whereNoStatusIsToBeSeenItSaysWhyThatMayBe() {
        status = 404;

        assertThat(cluster(url())).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly(url() + "/backhand/api/servers: 404; no balancer is there, or this machine may not see"
                        + " its status");
    }

    @Test
    void anyOtherAnswerIsShown() {
        status = 500;

        assertThat(cluster(url())).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly(url() + "/backhand/api/servers: answered 500");
    }

    @Test
    void whatIsNoListIsRefused() {
        body = "[{\"name\":\"alpha\",\"load\":\"high\"}]";

        assertThat(cluster(url())).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly(url() + "/backhand/api/servers: not a balancer's list of servers");
    }

    @Test
    void whereNobodyListensThatIsOneLine() {
        String url = url();
        balancer.stop(0);

        assertThat(cluster(url)).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly(url + "/backhand/api/servers: no answer: no connection");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "ftp://127.0.0.1", "http://a b"})
    void whatIsNoUrlIsWrongUsage(String url) {
        assertThat(cluster(url)).isEqualTo(2);
        assertThat(err.toString()).startsWith("--url takes http://HOST:PORT, not \"" + url + "\"");
    }

    private String url() {
        return "http://127.0.0.1:" + balancer.getAddress().getPort();
    }

    private int cluster(String url) {
        return Cli.commandLine((config, webapp) -> {})
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute("cluster", "--url", url);
    }
}
