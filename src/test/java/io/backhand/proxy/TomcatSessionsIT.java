package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.routing.Route;
import io.backhand.testing.SessionTomcat;
import io.backhand.testing.TestBalancer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions of real Tomcats, found by the jvmRoute at their end. */
@Timeout(60)
class TomcatSessionsIT {
    private static final int TIMES = 10;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSessionStaysWhereItBeganAndMovesOnceWhenItsServerIsGone(boolean http2) throws Exception {
        HttpClient client = client(http2, new HttpCookieStore.Default());
        try (SessionTomcat b0 = SessionTomcat.start("b0", folder);
                SessionTomcat b1 = SessionTomcat.start("b1", folder);
                TestBalancer balancer = before(b0, b1)) {
            String home = get(client, balancer, "/").split(" ", -1)[0];
            for (int i = 2; i <= TIMES; i++) {
                assertThat(get(client, balancer, "/")).isEqualTo(home + " " + i + " /next");
            }

            (home.equals("b0") ? b0 : b1).close();
            String other = home.equals("b0") ? "b1" : "b0";
            for (int i = 1; i <= TIMES; i++) {
                assertThat(get(client, balancer, "/")).startsWith(other + " " + i + " ");
            }
        } finally {
            client.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSessionInThePathIsFoundWithoutCookies(boolean http2) throws Exception {
        HttpClient client = client(http2, new HttpCookieStore.Empty());
        try (SessionTomcat b0 = SessionTomcat.start("b0", folder);
                SessionTomcat b1 = SessionTomcat.start("b1", folder);
                TestBalancer balancer = before(b0, b1)) {
            String[] first = get(client, balancer, "/").split(" ", -1);
            assertThat(first[2]).startsWith("/next;jsessionid=").endsWith("." + first[0]);

            for (int i = 2; i <= TIMES; i++) {
                assertThat(get(client, balancer, first[2])).startsWith(first[0] + " " + i + " ");
            }
        } finally {
            client.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void newSessionsSpread(boolean http2) throws Exception {
        HttpClient client = client(http2, new HttpCookieStore.Empty());
        try (SessionTomcat b0 = SessionTomcat.start("b0", folder);
                SessionTomcat b1 = SessionTomcat.start("b1", folder);
                TestBalancer balancer = before(b0, b1)) {
            Set<String> homes = new HashSet<>();
            for (int i = 0; i < 2 * TIMES; i++) {
                homes.add(get(client, balancer, "/").split(" ", -1)[0]);
            }

            assertThat(homes).containsExactlyInAnyOrder("b0", "b1");
        } finally {
            client.stop();
        }
    }

    private static TestBalancer before(SessionTomcat... tomcats) throws Exception {
        return TestBalancer.before(tomcats[0].url(), tomcats[1].url())
                .route(route -> Route.of(
                        "/", FunctionCatalogue.builtIns().parseAll(List.of("bySession JSESSIONID", "byRandom"))))
                .start();
    }

    private static HttpClient client(boolean http2, HttpCookieStore cookies) throws Exception {
        HttpClient client = new HttpClient(
                http2 ? new HttpClientTransportOverHTTP2(new HTTP2Client()) : new HttpClientTransportOverHTTP(1));
        client.setHttpCookieStore(cookies);
        client.start();
        return client;
    }

    private static String get(HttpClient client, TestBalancer balancer, String path) throws Exception {
        return client.GET(balancer.url(path)).getContentAsString();
    }
}
