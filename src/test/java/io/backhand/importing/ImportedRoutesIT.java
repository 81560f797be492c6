package io.backhand.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.config.ConfigReader;
import io.backhand.server.EmbeddedServer;
import io.backhand.testing.HandlerBackend;
import io.backhand.testing.httpd.Httpd;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A request goes to the same server through a real httpd and through a balancer that was given its configuration. */
@Timeout(60)
class ImportedRoutesIT {
    private static final FunctionCatalogue FUNCTIONS = FunctionCatalogue.builtIns();
    private static final List<String> MODULES =
            List.of("proxy", "proxy_http", "proxy_balancer", "lbmethod_byrequests", "slotmem_shm", "alias");

    private static final String HTTPD_CONF =
            """
            ProxyPass        "/static" !
            ProxyPass        "/a" "%1$s/a"
            ProxyPass        "/a/never" "%2$s/a/never"
            ProxyPass        "/b/" \\
                             "%2$s/b/" retry=0
            ProxyPassMatch   "^/m/(.*)$" "%2$s/m/$1"
            ProxyPassMatch   "^(/n/.*)$" "%1$s$1"
            ProxyPassMatch   "^/o" "%2$s"
            ProxyPass        "/s" "balancer://sticky/s"
            ProxyPass        "/moved/" "%1$s/elsewhere/"
            <Location "/l">
                ProxyPass "balancer://standby/l"
            </Location>
            ProxyPass        "/" "%3$s/"

            <Proxy "balancer://sticky">
                BalancerMember "%1$s" route=one
                BalancerMember "%2$s" route=two loadfactor=2
                ProxySet stickysession=S
            </Proxy>
            <Proxy "balancer://standby">
                BalancerMember "%2$s" status=+D
                BalancerMember "%4$s" status=+H
                BalancerMember "%3$s"
            </Proxy>
            """;

    private static final List<String> PATHS = List.of(
            "/",
            "/static",
            "/static/x.png",
            "/statics",
            "/a",
            "/a/x?q=1",
            "/a/never/x",
            "/apple",
            "/b/",
            "/b/x/y",
            "/m/x",
            "/n/x",
            "/n/x/y?z",
            "/o",
            "/o/x",
            "/l",
            "/l/x",
            "/else/x%20y");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path folder;

    @Test
    void aRequestGoesToTheSameServerAsBefore() throws Exception {
        assumeTrue(Httpd.isInstalled("proxy_balancer"), "Apache httpd is not installed");
        try (HandlerBackend one = server("one");
                HandlerBackend two = server("two");
                HandlerBackend three = server("three");
                HandlerBackend four = server("four")) {
            Path conf = Files.writeString(
                    folder.resolve("proxy.conf"), HTTPD_CONF.formatted(one.url(), two.url(), three.url(), four.url()));
            EmbeddedServer balancer = balancer(conf);
            try (Httpd httpd = Httpd.start(conf, Map.of(), MODULES, folder)) {
                String before = "http://127.0.0.1:" + httpd.port();
                String after = balancer.urls().get(0);
                for (String path : PATHS) {
                    assertThat(answer(after, path, "")).as(path).isEqualTo(answer(before, path, ""));
                }
                for (String session : List.of("S=abc.one", "S=abc.two")) {
                    assertThat(answer(after, "/s/x", session))
                            .isEqualTo(answer(before, "/s/x", session))
                            .isEqualTo("200 " + session.substring(6) + " /s/x");
                }
                assertThat(answer(before, "/other", "")).isEqualTo("200 two /other");
                assertThat(answer(after, "/other", "")).isEqualTo("200 three /other");
                assertThat(answer(before, "/moved/x", "")).isEqualTo("200 one /elsewhere/x");
                assertThat(answer(after, "/moved/x", "")).isEqualTo("404");
            } finally {
                balancer.stop();
            }
        }
    }

    private EmbeddedServer balancer(Path httpdConf) throws Exception {
        String imported = Importer.read(httpdConf, FUNCTIONS);
        String own = "[heartbeats]\nlisten = []\n[[listen]]\nhttp = \"127.0.0.1:0\"\n";
        Path toml = Files.writeString(folder.resolve("backhand.toml"), imported + own);
        return EmbeddedServer.start(new ConfigReader(FUNCTIONS).read(toml), Optional.empty());
    }

    private static HandlerBackend server(String name) throws Exception {
        return HandlerBackend.answering((request, response, callback) -> Content.Sink.write(
                response, true, name + " " + request.getHttpURI().getPathQuery(), callback));
    }

    /** The status, and of a server's answer who it was and what it was asked for. */
    private String answer(String base, String path, String cookie) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(10));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        return response.statusCode() + (response.statusCode() == 200 ? " " + response.body() : "");
    }
}
