package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.Intent;
import io.backhand.cluster.Sender;
import io.backhand.cluster.Source;
import io.backhand.routing.Route;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The balancer's own cookie, before three backends that answer with their name. */
@Timeout(30)
class AffinityIT {
    private static final Pattern SET = Pattern.compile("Set-Cookie: (backhand=[^;]+);");
    private static final int TIMES = 20;

    private final List<RawBackend> backends = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        for (int i = 0; i < 3; i++) {
            backends.add(RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nb" + i));
        }
    }

    @AfterEach
    void stop() throws IOException {
        for (RawBackend backend : backends) {
            backend.close();
        }
    }

    @Test
    void aClientComesBackToTheBackendItHadAndIsToldOnce() throws Exception {
        try (TestBalancer balancer = balancer().start()) {
            String first = get(balancer, "");
            String cookie = cookie(first);

            assertThat(first).contains("; Path=/; HttpOnly; SameSite=Lax\r\n").doesNotContain("Secure");
            for (int i = 0; i < TIMES; i++) {
                assertThat(get(balancer, cookie)).endsWith(body(first)).doesNotContain("Set-Cookie");
            }
        }
    }

    @Test
    void newClientsSpread() throws Exception {
        try (TestBalancer balancer = balancer().start()) {
            assertThat(bodies(balancer, "")).hasSize(3);
        }
    }

    @Test
    void whenItsBackendIsGoneAllItsRequestsMoveToOneOtherAndStay() throws Exception {
        try (TestBalancer balancer = balancer().start()) {
            String first = get(balancer, "");
            String cookie = cookie(first);
            backends.get(number(first)).close();

            String moved = get(balancer, cookie);
            String newCookie = cookie(moved);

            assertThat(body(moved)).isNotEqualTo(body(first));
            assertThat(newCookie).isNotEqualTo(cookie);
            // Those under way with the old cookie go where the first went, and so do those with the new one.
            assertThat(bodies(balancer, cookie)).containsExactly(body(moved));
            assertThat(bodies(balancer, newCookie)).containsExactly(body(moved));
            assertThat(get(balancer, newCookie)).doesNotContain("Set-Cookie");
        }
    }

    @Test
    void aDrainingBackendKeepsItsClientsAndGetsNoNewOnes() throws Exception {
        try (TestBalancer balancer = balancer().start()) {
            String first = get(balancer, "");
            String url = backends.get(number(first)).url();
            Heartbeat draining = new Heartbeat(
                    new BackendId(body(first)), Contact.parse(url), Source.NATIVE, Intent.DRAINING, Figures.NONE);
            balancer.cluster().hear(draining, new Sender(InetAddress.getLoopbackAddress(), true));

            assertThat(bodies(balancer, cookie(first))).containsExactly(body(first));
            assertThat(bodies(balancer, "")).hasSize(2).doesNotContain(body(first));
        }
    }

    @Test
    void anotherBalancerThatSharesTheKeyKnowsTheCookie() throws Exception {
        try (TestBalancer balancer = balancer().start();
                TestBalancer other = balancer().start()) {
            String first = get(balancer, "");

            assertThat(bodies(other, cookie(first))).containsExactly(body(first));
        }
    }

    @Test
    void nobodyIsBoundToABackendByItsTrouble() throws Exception {
        try (RawBackend bad = RawBackend.answering("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n");
                TestBalancer balancer = TestBalancer.before(bad.url())
                        .route(route -> route("byCookie"))
                        .start()) {
            assertThat(get(balancer, "")).startsWith("HTTP/1.1 500 ").doesNotContain("Set-Cookie");
        }
    }

    @Test
    void isSecureWhereATrustedProxyHadTheRequestByTls() throws Exception {
        String request = "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n";
        try (TestBalancer trusting = balancer().trusting("127.0.0.1").start();
                TestBalancer balancer = balancer().start()) {
            assertThat(RawClient.exchange(trusting.port(), request)).contains("; SameSite=Lax; Secure\r\n");
            assertThat(RawClient.exchange(balancer.port(), request)).contains("; SameSite=Lax\r\n");
        }
    }

    @Test
    void aBackendsOwnCookiesStay() throws Exception {
        try (RawBackend backend = RawBackend.answering(
                        "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\nContent-Length: 0\r\n\r\n");
                TestBalancer balancer = TestBalancer.before(backend.url())
                        .route(route -> route("byCookie"))
                        .start()) {
            assertThat(get(balancer, "")).containsPattern("(?s)Set-Cookie: a=b\r\nSet-Cookie: c=d\r\n.*" + SET);
        }
    }

    @Test
    void anHttp2ClientComesBackThoughItsCookiesAreCrumbs() throws Exception {
        HttpClient client = new HttpClient(new HttpClientTransportOverHTTP2(new HTTP2Client()));
        client.start();
        try (TestBalancer balancer = balancer().start()) {
            ContentResponse first = client.GET(balancer.url("/"));
            assertThat(first.getHeaders().get("Set-Cookie")).startsWith("backhand=");

            for (int i = 0; i < TIMES; i++) {
                // Those of the client's own come before the one it was given.
                ContentResponse next = client.newRequest(balancer.url("/"))
                        .headers(headers -> headers.add("Cookie", "a=1").add("Cookie", "b=2"))
                        .send();
                assertThat(next.getContentAsString()).isEqualTo(first.getContentAsString());
                assertThat(next.getHeaders().contains("Set-Cookie")).isFalse();
            }
        } finally {
            client.stop();
        }
    }

    private TestBalancer.Builder balancer() {
        return TestBalancer.before(backends.stream().map(RawBackend::url).toArray(String[]::new))
                .route(route -> route("byCookie", "byRandom"));
    }

    private static Route route(String... chain) {
        return Route.of("/", FunctionCatalogue.builtIns().parseAll(List.of(chain)));
    }

    private static Set<String> bodies(TestBalancer balancer, String cookie) throws IOException {
        Set<String> bodies = new HashSet<>();
        for (int i = 0; i < TIMES; i++) {
            bodies.add(body(get(balancer, cookie)));
        }
        return bodies;
    }

    private static String get(TestBalancer balancer, String cookie) throws IOException {
        String cookies = cookie.isEmpty() ? "" : "Cookie: a=b; " + cookie + "\r\n";
        return RawClient.exchange(
                balancer.port(), "GET / HTTP/1.1\r\nHost: a\r\n" + cookies + "Connection: close\r\n\r\n");
    }

    private static String cookie(String response) {
        Matcher set = SET.matcher(response);
        assertThat(set.find()).as(response).isTrue();
        return set.group(1);
    }

    private static String body(String response) {
        return response.substring(response.length() - 2);
    }

    private static int number(String response) {
        return response.charAt(response.length() - 1) - '0';
    }
}
