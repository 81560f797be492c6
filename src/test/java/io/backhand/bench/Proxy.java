package io.backhand.bench;

import io.backhand.testing.cluster.Await;
import io.backhand.testing.cluster.OwnProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A contestant that runs. */
final class Proxy implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final OwnProcess process;
    private final int http;
    private final int https;
    private final int ajp;

    /** One that does not speak AJP. */
    Proxy(OwnProcess process, int http, int https) {
        this(process, http, https, 0);
    }

    /**
     * Takes over a process that was just started, and waits until requests get through it.
     *
     * @param http its port for HTTP
     * @param https its port for HTTPS, 0 for none
     * @param ajp its port for AJP/1.3, 0 for none
     */
    Proxy(OwnProcess process, int http, int https, int ajp) {
        this.process = process;
        this.http = http;
        this.https = https;
        this.ajp = ajp;
        try {
            Await.untilTrue("a proxy starts", START, () -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException("it has ended:\n" + process.output());
                }
                return answers();
            });
        } catch (AssertionError e) {
            process.close();
            throw new IllegalStateException(e.getMessage() + "\n" + process.output(), e);
        }
    }

    private boolean answers() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http)) {
            socket.setSoTimeout((int) START.toMillis());
            socket.getOutputStream()
                    .write("GET /128 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return answer.startsWith("HTTP/1.1 200");
        }
    }

    /** Where a scenario asks. */
    URI uri(Scenario scenario) {
        if (scenario.isBehindFront() && ajp > 0) {
            return URI.create("ajp://127.0.0.1:" + ajp + scenario.path());
        }
        return scenario.isTls()
                ? URI.create("https://127.0.0.1:" + https + scenario.path())
                : URI.create("http://127.0.0.1:" + http + scenario.path());
    }

    /** The process, or the one that started the others. */
    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
    }
}
