package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code [upstream]} says of time holds where there is no route, for a route, and for a servlet of web.xml. */
@Timeout(60)
class UpstreamTimesIT {
    private static final String SHORT = "[upstream]\nfirst-byte-timeout = \"100ms\"\n";
    private static final String GET = "GET /app HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static final String WEB_XML =
            """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
              <servlet>
                <servlet-name>app</servlet-name>
                <servlet-class>io.backhand.proxy.BackhandServlet</servlet-class>
                <async-supported>true</async-supported>
              </servlet>
              <servlet-mapping><servlet-name>app</servlet-name><url-pattern>/app/*</url-pattern></servlet-mapping>
            </web-app>
            """;

    @TempDir
    private Path folder;

    @Test
    void itHoldsForEveryPathWhereThereIsNoRoute() throws Exception {
        try (RawBackend silent = silent();
                OwnServer server = OwnServer.withRoutes(folder, silent.url(), SHORT)) {
            assertThat(RawClient.exchange(server.port(), GET)).startsWith("HTTP/1.1 504 ");
        }
    }

    @Test
    void itHoldsForARoute() throws Exception {
        try (RawBackend silent = silent();
                OwnServer server = OwnServer.withRoutes(folder, silent.url(), SHORT + "[[route]]\npath = \"/app\"\n")) {
            assertThat(RawClient.exchange(server.port(), GET)).startsWith("HTTP/1.1 504 ");
        }
    }

    @Test
    void itHoldsForAServlet() throws Exception {
        try (RawBackend silent = silent();
                OwnServer server = OwnServer.withWebXml(folder, silent.url(), SHORT, WEB_XML)) {
            assertThat(RawClient.exchange(server.port(), GET)).startsWith("HTTP/1.1 504 ");
        }
    }

    /** Takes a request and says nothing. */
    private static RawBackend silent() throws Exception {
        return RawBackend.start(wire -> {
            wire.readHead();
            wire.readSome();
        });
    }
}
