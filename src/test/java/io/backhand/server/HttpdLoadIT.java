package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.server.BehindHttpd.Way;
import io.backhand.testing.backend.PatternStream;
import io.backhand.testing.httpd.Httpd;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpTester;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many requests over connections that httpd uses again and again: each gets its own answer. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpdLoadIT {
    private static final int CLIENTS = 32;
    private static final int REQUESTS = 10_000;

    /** One for each thread of httpd, by each of two modules. */
    private static final int CONNECTIONS = 2 * 64;

    private final AtomicInteger next = new AtomicInteger();
    private BehindHttpd behind;

    @BeforeAll
    void startAll(@TempDir Path folder) throws Exception {
        assumeTrue(Httpd.isInstalled("proxy_ajp"), "Apache httpd is not installed");
        assumeTrue(Httpd.isInstalled("jk"), "mod_jk is not installed");
        behind = BehindHttpd.start(folder);
    }

    @AfterAll
    void endAll() throws Exception {
        if (behind != null) {
            behind.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BALANCER", "JK_BIG"})
    void noneOfTenThousandIsWrong(Way way) throws Exception {
        next.set(0);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<List<String>>> wrong = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                wrong.add(clients.submit(() -> ask(behind.port(way))));
            }
            for (Future<List<String>> ofOne : wrong) {
                assertThat(ofOne.get(120, TimeUnit.SECONDS)).isEmpty();
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(behind.connections())
                .as("connections that httpd has kept for the next request")
                .isBetween(1, CONNECTIONS);
    }

    /** Asks by one connection, and tells what came wrong. */
    private List<String> ask(int port) throws IOException {
        List<String> wrong = new ArrayList<>();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            HttpTester.Input input = HttpTester.from(socket.getInputStream());
            for (int number = next.getAndIncrement(); number < REQUESTS; number = next.getAndIncrement()) {
                socket.getOutputStream().write(request(number).getBytes(StandardCharsets.ISO_8859_1));
                HttpTester.Response answer = HttpTester.parseResponse(input);
                if (answer == null) {
                    throw new EOFException("the connection ended after " + number);
                }
                if (answer.getStatus() != 200 || !answer.getContent().equals(expected(number))) {
                    wrong.add(number + ": " + answer + answer.getContent());
                }
            }
        }
        return wrong;
    }

    /** By turns without a body, with a length, with chunks, and with a body that nobody reads. */
    private static String request(int number) {
        String host = " HTTP/1.1\r\nHost: a.example\r\n";
        return switch (number % 4) {
            case 0 -> "GET /bytes?n=" + number % 100 + host + "\r\n";
            case 1 -> "POST /echo" + host + "Content-Length: " + body(number).length() + "\r\n\r\n" + body(number);
            case 2 ->
                "POST /echo" + host + "Transfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(body(number).length()) + "\r\n" + body(number) + "\r\n0\r\n\r\n";
            default -> "POST /early" + host + "Content-Length: " + body(number).length() + "\r\n\r\n" + body(number);
        };
    }

    private static String expected(int number) throws IOException {
        return switch (number % 4) {
            case 0 -> pattern(number % 100);
            case 1, 2 -> body(number);
            default -> "early";
        };
    }

    private static String body(int number) {
        return ("request " + number + " ").repeat(1 + number % 50);
    }

    private static String pattern(int length) throws IOException {
        return new String(new PatternStream(length).readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
