package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import java.io.IOException;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A backend that speaks of itself by its own address, where clients can't reach it. */
@Timeout(30)
class LinksIT {
    private static final String GET = "GET /a HTTP/1.1\r\nHost: shop.example:8000\r\n%sConnection: close\r\n\r\n";

    /** Names itself in each field that may. */
    private static RawBackend naming() throws IOException {
        return RawBackend.start(wire -> {
            while (!wire.readHead().isEmpty()) {
                String self = wire.url();
                wire.write("HTTP/1.1 201 Created\r\nlocation: " + self + "/b?c\r\nContent-Location: " + self
                        + "/d\r\nRefresh: 5; url=" + self + "/e\r\nLink: <" + self + "/f>; rel=next\r\n"
                        + "Set-Cookie: a=b; Domain=127.0.0.1; Path=/\r\nX-Self: " + self
                        + "\r\nContent-Length: 0\r\n\r\n");
            }
        });
    }

    @Test
    void namesWhatTheClientAskedFor() throws Exception {
        try (RawBackend backend = naming();
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            assertThat(RawClient.exchange(balancer.port(), GET.formatted("")))
                    .contains("\r\nLocation: http://shop.example:8000/b?c\r\n")
                    .contains("\r\nContent-Location: http://shop.example:8000/d\r\n")
                    .contains("\r\nRefresh: 5; url=http://shop.example:8000/e\r\n")
                    .contains("\r\nLink: <http://shop.example:8000/f>; rel=next\r\n")
                    .contains("\r\nSet-Cookie: a=b; Path=/\r\n")
                    .contains("\r\nX-Self: " + backend.url() + "\r\n");
        }
    }

    @Test
    void anEarlyHintNamesItToo() throws Exception {
        try (RawBackend backend = RawBackend.start(wire -> {
                    wire.readHead();
                    wire.write("HTTP/1.1 103 Early Hints\r\nLink: <" + wire.url() + "/a.css>; rel=preload\r\n\r\n");
                    wire.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                });
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            assertThat(RawClient.exchange(balancer.port(), GET.formatted("")))
                    .startsWith("HTTP/1.1 103 ")
                    .contains("\r\nLink: <http://shop.example:8000/a.css>; rel=preload\r\n");
        }
    }

    @Test
    void namesWhatItAskedATrustedProxyFor() throws Exception {
        String told = "X-Forwarded-Proto: https\r\nX-Forwarded-Host: www.example\r\n";
        try (RawBackend backend = naming();
                TestBalancer trusting =
                        TestBalancer.before(backend.url()).trusting("127.0.0.1").start();
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            assertThat(RawClient.exchange(trusting.port(), GET.formatted(told)))
                    .contains("\r\nLocation: https://www.example/b?c\r\n");
            assertThat(RawClient.exchange(balancer.port(), GET.formatted(told)))
                    .contains("\r\nLocation: http://shop.example:8000/b?c\r\n");
        }
    }

    @Test
    void anHttp2ClientIsToldTheAuthorityItAskedFor() throws Exception {
        HttpClient client = new HttpClient(new HttpClientTransportOverHTTP2(new HTTP2Client()));
        client.start();
        try (RawBackend backend = naming();
                TestBalancer balancer = TestBalancer.before(backend.url()).start()) {
            ContentResponse response = client.GET(balancer.url("/a"));

            assertThat(response.getHeaders().get("Location")).isEqualTo(balancer.url("/b?c"));
            assertThat(response.getHeaders().get("Link")).isEqualTo("<" + balancer.url("/f") + ">; rel=next");
            // That of the backend is that of the balancer here, and stays.
            assertThat(response.getHeaders().get("Set-Cookie")).isEqualTo("a=b; Domain=127.0.0.1; Path=/");
        } finally {
            client.stop();
        }
    }
}
