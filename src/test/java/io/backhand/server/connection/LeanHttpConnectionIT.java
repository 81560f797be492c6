package io.backhand.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.RawClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left out must not show: each exchange is had with Jetty's own connection too. */
@Timeout(30)
class LeanHttpConnectionIT {
    private static final String CLOSE = "Connection: close\r\n\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /echo HTTP/1.1\r\nHost: a\r\n",
                "GET /echo HTTP/1.1\r\nHost: a.example:8080\r\nX-Own: v\r\nAccept: */*\r\nCookie: A=b\r\n",
                "GET /echo HTTP/1.1\r\nHost: [::1]:80\r\n",
                "GET /echo HTTP/1.1\r\nHOST: A.Example\r\n",
                "GET http://a/echo HTTP/1.1\r\nHost: a\r\n",
                "GET http://a/echo HTTP/1.1\r\nHost: a:80\r\n",
                "GET http://a/echo HTTP/1.1\r\nHost: b\r\n",
                "GET /echo HTTP/1.1\r\nHost: a\r\nHost: a\r\n",
                "GET /echo HTTP/1.1\r\nHost: a,b\r\n",
                "GET /echo HTTP/1.1\r\nHost: \"a\"\r\n",
                "GET /echo HTTP/1.1\r\nHost: a:b:c\r\n",
                "GET /echo HTTP/1.1\r\nHost: [a\r\n",
                "GET /echo HTTP/1.1\r\nHost: a b\r\n",
                "GET /echo HTTP/1.1\r\nHost:\r\n",
                "GET /echo HTTP/1.1\r\n",
                "GET /echo HTTP/1.0\r\n",
                "GET /echo HTTP/1.0\r\nHost: a\r\n",
                "HEAD /echo HTTP/1.1\r\nHost: a\r\n",
                "GET /empty HTTP/1.1\r\nHost: a\r\n",
                "GET /unchanged HTTP/1.1\r\nHost: a\r\n",
                "GET /hints HTTP/1.1\r\nHost: a\r\n",
                "GET /trailers HTTP/1.1\r\nHost: a\r\n",
            })
    void answersAsJettysOwnDoes(String request) throws Exception {
        assertThat(exchange(true, request + CLOSE)).isEqualTo(exchange(false, request + CLOSE));
    }

    /** More than the first buffer for it holds. */
    @Test
    void writesALongHeaderAsJettysOwnDoes() throws Exception {
        String request = "GET /many HTTP/1.1\r\nHost: a\r\n\r\n";

        assertThat(exchangeUntilMark(true, request))
                .contains("\r\nX-Field-199: ")
                .isEqualTo(exchangeUntilMark(false, request));
    }

    /** Jetty's own forgets it, and leaves the connection open. */
    @Test
    void saysInALongHeaderTooThatItCloses() throws Exception {
        assertThat(exchange(true, "GET /many HTTP/1.1\r\nHost: a\r\n" + CLOSE))
                .contains("\r\nX-Field-199: ", "\r\nConnection: close\r\n")
                .endsWith("|");
    }

    @Test
    void saysInALongHeaderTooThatAnOldClientsConnectionStays() throws Exception {
        String request = "GET /many HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n";

        assertThat(exchangeUntilMark(true, request)).contains("\r\nX-Field-199: ", "\r\nConnection: keep-alive\r\n");
    }

    /** Jetty's own keeps those of a 103 alone. */
    @Test
    void keepsTheFieldsOfEveryInterimResponse() throws Exception {
        assertThat(exchange(true, "GET /progress HTTP/1.1\r\nHost: a\r\n" + CLOSE))
                .startsWith("HTTP/1.1 102 Processing\r\nX-Done: 50\r\n")
                .contains("\r\n\r\nHTTP/1.1 199 199\r\nX-Done: 75\r\n", "\r\n\r\nHTTP/1.1 200 OK\r\n")
                .endsWith("|");
    }

    @Test
    void keepsTheCaseOfValuesThatDifferInNothingElse() throws Exception {
        try (Echo echo = new Echo(true);
                RawClient client = new RawClient(echo.port())) {
            for (String value : new String[] {"A=b", "A=b", "a=B", "A=B", "A=b", "A=bb", "A="}) {
                client.write("GET /echo HTTP/1.1\r\nHost: a\r\nCookie: " + value + "\r\n\r\n");

                assertThat(client.readUntil("|")).contains("\nCookie: " + value + "\n");
            }
        }
    }

    @Test
    void tellsTheHostsOfOneConnectionApart() throws Exception {
        try (Echo echo = new Echo(true);
                RawClient client = new RawClient(echo.port())) {
            for (String host : new String[] {"a", "b", "A", "a:8080", "a"}) {
                client.write("GET /echo HTTP/1.1\r\nHost: " + host + "\r\n\r\n");

                assertThat(client.readUntil("|")).contains("\nHost: " + host + "\n", "://" + host + "/");
            }
        }
    }

    private static String exchange(boolean lean, String request) throws Exception {
        try (Echo echo = new Echo(lean)) {
            return RawClient.exchange(echo.port(), request).replace(":" + echo.port(), ":PORT");
        }
    }

    private static String exchangeUntilMark(boolean lean, String request) throws Exception {
        try (Echo echo = new Echo(lean);
                RawClient client = new RawClient(echo.port())) {
            client.write(request);
            return client.readUntil("|");
        }
    }

    /** Answers with what it was asked; loses no buffer. */
    private static final class Echo implements AutoCloseable {
        private final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
        private final Server server = new Server(null, null, buffers);
        private final ServerConnector connector;

        Echo(boolean lean) throws Exception {
            HttpConfiguration configuration = new HttpConfiguration();
            configuration.setSendDateHeader(false);
            configuration.setHeaderCacheSize(0);
            configuration.setMaxResponseHeaderSize(32 * 1024);
            connector = new ServerConnector(
                    server,
                    1,
                    1,
                    lean ? new LeanHttpConnectionFactory(configuration) : new HttpConnectionFactory(configuration));
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            server.setHandler(new Handler.Abstract() {
                @Override
                public boolean handle(Request request, Response response, Callback callback) throws Exception {
                    answer(request, response, callback);
                    return true;
                }
            });
            server.start();
        }

        int port() {
            return connector.getLocalPort();
        }

        private static void answer(Request request, Response response, Callback callback) throws Exception {
            response.getHeaders().add("X-First", "1").add(HttpHeader.CONTENT_TYPE, "text/plain");
            switch (Request.getPathInContext(request)) {
                case "/empty" -> response.setStatus(HttpStatus.NO_CONTENT_204);
                case "/unchanged" -> response.setStatus(HttpStatus.NOT_MODIFIED_304);
                case "/hints" ->
                    response.writeInterim(
                                    HttpStatus.EARLY_HINTS_103,
                                    HttpFields.build().add("Link", "</a>"))
                            .get();
                case "/progress" -> {
                    response.writeInterim(102, HttpFields.build().add("X-Done", "50"))
                            .get();
                    response.writeInterim(199, HttpFields.build().add("X-Done", "75"))
                            .get();
                }
                case "/trailers" ->
                    response.setTrailersSupplier(() -> HttpFields.build().add("X-Trailer", "2"));
                case "/many" -> addFields(response, 200);
                default -> {}
            }
            boolean withContent = response.getStatus() < 204;
            String seen = request.getHttpURI() + "\n"
                    + request.getHeaders().stream().map(HttpField::toString).collect(Collectors.joining("\n"))
                    + "\n|";
            byte[] content = withContent ? seen.getBytes(StandardCharsets.ISO_8859_1) : new byte[0];
            response.write(true, ByteBuffer.wrap(content), callback);
        }

        private static void addFields(Response response, int count) {
            for (int i = 0; i < count; i++) {
                response.getHeaders().add("X-Field-" + i, "0123456789".repeat(5));
            }
        }

        @Override
        public void close() throws Exception {
            server.stop();
            assertThat(buffers.getLeaks()).as(buffers.dumpLeaks()).isEmpty();
        }
    }
}
