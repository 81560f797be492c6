package io.backhand.soak;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpClientTransport;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;

/** All clients, three of four of HTTP/1.1. They end when they have sent all requests. */
final class Clients implements AutoCloseable {
    private static final int HTTP1 = 48;
    private static final int HTTP2 = 16;

    /** Before the balancer closes a client's idle connection: a request sent just then could not be told from a lost one. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final HttpClient http1;
    private final HttpClient http2;
    private final ExecutorService threads = Executors.newFixedThreadPool(HTTP1 + HTTP2);

    private Clients(HttpClient http1, HttpClient http2) {
        this.http1 = http1;
        this.http2 = http2;
    }

    /** Starts them, against a port for each protocol. */
    static Clients start(int http1Port, int http2Port, Tickets tickets, Tally tally) throws Exception {
        Clients clients = new Clients(
                started(new HttpClientTransportOverHTTP(1)),
                started(new HttpClientTransportOverHTTP2(new HTTP2Client())));
        for (int i = 0; i < HTTP1; i++) {
            clients.threads.execute(new Client(clients.http1, "http://127.0.0.1:" + http1Port, tickets, tally));
        }
        for (int i = 0; i < HTTP2; i++) {
            clients.threads.execute(new Client(clients.http2, "http://127.0.0.1:" + http2Port, tickets, tally));
        }
        clients.threads.shutdown();
        return clients;
    }

    private static HttpClient started(HttpClientTransport transport) throws Exception {
        HttpClient client = new HttpClient(transport);
        client.setIdleTimeout(IDLE.toMillis());
        client.start();
        return client;
    }

    /** Waits so long, and tells whether all have ended. */
    boolean awaitEnd(Duration atMost) throws InterruptedException {
        return threads.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws Exception {
        threads.shutdownNow();
        http1.stop();
        http2.stop();
    }
}
