package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.cluster.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The listener in a stock Jetty, in a web application that is not at the root: at {@code /our shop}. */
@Timeout(60)
class ContextPathIT {
    private final ArrayByteBufferPool.Tracking pool = new ArrayByteBufferPool.Tracking();
    private final Server server = new Server(null, null, pool);
    private final ServerConnector connector = new ServerConnector(server, 1, 1);
    private RawBackend backend;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        backend = RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nbackend");
        ServletContextHandler context = new ServletContextHandler("/our shop");
        context.setInitParameter("backhand.config", configIn(folder).toString());
        context.addEventListener(new BackhandListener());
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
    }

    private Path configIn(Path folder) throws IOException {
        for (String root : new String[] {"all", "app"}) {
            Path in = Files.createDirectories(folder.resolve(root).resolve("folder"));
            Files.writeString(in.resolve("index.html"), root + "/folder/index.html");
            Files.writeString(in.resolve("a.txt"), root + "/folder/a.txt");
        }
        return Files.writeString(
                folder.resolve("backhand.toml"),
                """
                [heartbeats]
                listen = ["127.0.0.1:%1$d"]
                [[backend]]
                url = "%2$s"
                name = "backend"
                [[route]]
                path = "/"
                static = "%3$s/all"
                [[route]]
                path = "/app"
                static = "%3$s/app"
                """
                        .formatted(FreePorts.any(), backend.url(), folder));
    }

    @AfterEach
    void stopWithoutLeaks() throws Exception {
        server.stop();
        backend.close();
        assertThat(pool.getLeaks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/our%20shop/folder/a.txt, all/folder/a.txt",
        "/our%20shop/folder/, all/folder/index.html",
        "/our%20shop/app/folder/a.txt, app/folder/a.txt",
        "/our%20shop/app/folder/, app/folder/index.html",
        "/our%20shop/x/../%61pp/folder/a.txt, app/folder/a.txt"
    })
    void answersWithTheFileBelowContextAndRoute(String target, String body) throws IOException {
        assertThat(get(target)).contains(" 200 ").endsWith(body);
        assertThat(get(target)).as("from memory").contains(" 200 ").endsWith(body);
    }

    @Test
    void redirectsToTheFolderWithinTheContext() throws IOException {
        assertThat(get("/our%20shop/app/folder?a=b"))
                .contains(" 302 ")
                .containsPattern("Location: (http://localhost)?/our%20shop/app/folder/\\?a=b\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/our%20shop/a.txt", "/our%20shop/app/a.txt", "/our%20shop/our%20shop/folder/a.txt"})
    void sendsWhatIsNoFileToTheBackendUnchanged(String target) throws IOException {
        assertThat(get(target)).contains(" 200 ").endsWith("backend");
        assertThat(backend.heads()).singleElement().asString().startsWith("GET " + target + " HTTP/1.1\r\n");
    }

    private String get(String target) throws IOException {
        return RawClient.exchange(
                connector.getLocalPort(),
                "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(target));
    }
}
