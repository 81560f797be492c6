package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that wait to be asked for the body: it is the backend that asks, or answers without it. */
@Timeout(30)
class ExpectIT {
    private static final String PUT =
            "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n";
    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void areAskedWhenTheBackendAsks() throws Exception {
        CompletableFuture<String> body = new CompletableFuture<>();
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 100 Continue\r\n\r\n");
                    body.complete(wire.read(5));
                    wire.write(OK);
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start();
                RawClient client = new RawClient(balancer.port())) {
            client.write(PUT);
            assertThat(client.readUntil("\r\n\r\n")).isEqualTo(CONTINUE);
            assertThat(body).isNotDone();
            client.write("hello");

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("ok");
            assertThat(body.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
            assertThat(backend.heads()).singleElement().asString().contains("\r\nExpect: 100-continue\r\n");
        }
    }

    @Test
    void haveTheAnswerOfABackendThatDoesNotWantTheBody() throws Exception {
        CompletableFuture<String> afterwards = new CompletableFuture<>();
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nno.");
                    afterwards.complete(wire.readSome());
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            String answer = RawClient.exchange(balancer.port(), PUT);

            assertThat(answer).startsWith("HTTP/1.1 413 ").endsWith("no.");
            assertThat(afterwards.get(10, TimeUnit.SECONDS)).isEmpty();
            balancer.awaitCount(Event.PROXIED, 1);
        }
    }

    @Test
    void areAskedByTheBalancerWhereTheBackendKeepsSilent() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.read(5);
                    wire.write(OK);
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start();
                RawClient client = new RawClient(balancer.port())) {
            long begun = System.nanoTime();
            client.write(PUT);
            assertThat(client.readUntil("\r\n\r\n")).isEqualTo(CONTINUE);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(900));
            client.write("hello");

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void mayTakeTheirTimeWhenAsked() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write(CONTINUE);
                    wire.read(5);
                    wire.write(OK);
                });
                TestBalancer balancer = TestBalancer.before(backend.url())
                        .route(route -> TestBalancer.limited(route, Duration.ofSeconds(2), Duration.ofMillis(200)))
                        .start();
                RawClient client = new RawClient(balancer.port())) {
            client.write(PUT);
            client.readUntil("\r\n\r\n");
            CompletableFuture<Void> later = new CompletableFuture<>();
            later.completeOnTimeout(null, 600, TimeUnit.MILLISECONDS).join();
            client.write("hello");

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void goToTheNextBackendWithTheBodyUntouchedWhereOneBreaks() throws Exception {
        CompletableFuture<String> body = new CompletableFuture<>();
        try (RawBackend broken = RawBackend.start(RawBackend.Wire::readHead);
                RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write(CONTINUE);
                    body.complete(wire.read(5));
                    wire.write(OK);
                });
                TestBalancer balancer =
                        TestBalancer.before(broken.url(), backend.url()).start();
                RawClient client = new RawClient(balancer.port())) {
            client.write(PUT);
            assertThat(client.readUntil("\r\n\r\n")).isEqualTo(CONTINUE);
            client.write("hello");

            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(body.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
        }
    }

    @Test
    void thatDoNotWaitAreNotWaitedFor() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.read(5);
                    wire.write(OK);
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            String answer = RawClient.exchange(balancer.port(), PUT + "hello");

            assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(backend.heads()).singleElement().asString().doesNotContain("Expect");
        }
    }

    @Test
    void areToldThatNothingElseIsExpected() throws Exception {
        try (RawBackend backend = RawBackend.answering(OK);
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            assertThat(RawClient.exchange(balancer.port(), PUT.replace("100-continue", "wonders")))
                    .startsWith("HTTP/1.1 417 ");
            assertThat(backend.heads()).isEmpty();
        }
    }

    @Test
    void maySpeakHttp2() throws Exception {
        CompletableFuture<String> body = new CompletableFuture<>();
        HttpClient client = new HttpClient(new HttpClientTransportOverHTTP2(new HTTP2Client()));
        client.start();
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write(CONTINUE);
                    body.complete(wire.read(5));
                    wire.write(OK);
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            ContentResponse answer = client.POST(balancer.url("/"))
                    .headers(headers -> headers.put("Expect", "100-continue"))
                    .body(new StringRequestContent("hello"))
                    .send();

            assertThat(answer.getContentAsString()).isEqualTo("ok");
            assertThat(body.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
        } finally {
            client.stop();
        }
    }
}
