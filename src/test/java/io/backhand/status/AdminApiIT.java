package io.backhand.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.AdminToken;
import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.BackendState;
import io.backhand.cluster.Contexts;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Intent;
import io.backhand.testing.RawHttp;
import io.backhand.testing.RawHttp.Answer;
import io.backhand.testing.SampleCluster;
import io.backhand.testing.SampleStatus;
import io.backhand.testing.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AdminApiIT {
    private static final String TOKEN = "0123456789abcdefghijklmnopqrstuvwxyz-._~+/==";
    private static final String BEARER = "Authorization: Bearer " + TOKEN;

    private final SampleCluster sample = new SampleCluster();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);
    private final Path folder;

    AdminApiIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void drainsDisablesAndEnablesAServer() throws Exception {
        start();
        Answer drained = post("/backhand/api/servers/alpha/drain", BEARER);

        assertThat(drained.status()).isEqualTo(200);
        assertThat(drained.header("Content-Type")).contains("application/json");
        assertThat(drained.header("Cache-Control")).contains("no-store");
        assertThat(drained.body())
                .isEqualTo("{\"name\":\"alpha\",\"admin\":\"draining\",\"state\":\"draining\",\"inFlight\":2}");
        assertThat(state("alpha")).isEqualTo(BackendState.DRAINING);

        assertThat(post("/backhand/api/servers/alpha/disable", BEARER).body()).contains("\"state\":\"disabled\"");
        assertThat(state("alpha")).isEqualTo(BackendState.DISABLED);

        assertThat(post("/backhand/api/servers/alpha/enable", BEARER).body())
                .isEqualTo("{\"name\":\"alpha\",\"admin\":\"enabled\",\"state\":\"up\",\"inFlight\":2}");
        assertThat(state("alpha")).isEqualTo(BackendState.UP);
    }

    @Test
    void drainsOneContextAndSaysWhatIsWrongWithAPath() throws Exception {
        start();

        assertThat(post("/backhand/api/servers/alpha/drain?path=/shop/cart", BEARER)
                        .body())
                .isEqualTo("{\"name\":\"alpha\",\"path\":\"/shop/cart\",\"admin\":\"draining\","
                        + "\"state\":\"up\",\"inFlight\":2}");
        for (String wrong :
                List.of("?path=", "?path=/", "?path=shop", "?path=/a%2Cb", "?path=/a&path=/b", "?context=/a")) {
            Answer refused = post("/backhand/api/servers/alpha/drain" + wrong, BEARER);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).contains("path");
        }
        assertThat(post("/backhand/api/servers/alpha/drain?path=/", "X: y").status())
                .isEqualTo(401);
        assertThat(sample.cluster()
                        .backend(new BackendId("alpha"))
                        .orElseThrow()
                        .account()
                        .adminOrder()
                        .draining()
                        .paths())
                .containsExactly("/shop/cart");
        for (int i = 1; i < Contexts.MAX_PATHS; i++) {
            assertThat(post("/backhand/api/servers/alpha/disable?path=/a" + i, BEARER)
                            .status())
                    .isEqualTo(200);
        }
        assertThat(post("/backhand/api/servers/alpha/drain?path=/more", BEARER).status())
                .isEqualTo(507);
    }

    @Test
    void enablesAServerThatIsGone() throws Exception {
        start();
        post("/backhand/api/servers/alpha/disable", BEARER);
        sample.announce("alpha", 9001, Intent.LEAVING, SampleCluster.KNOWN);

        assertThat(post("/backhand/api/servers/alpha/enable", BEARER).body())
                .isEqualTo("{\"name\":\"alpha\",\"admin\":\"enabled\",\"state\":null,\"inFlight\":null}");
        sample.announce("alpha", 9001, Intent.UP, SampleCluster.KNOWN);
        assertThat(state("alpha")).isEqualTo(BackendState.UP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: y",
                "Authorization: Bearer",
                "Authorization: Bearer ",
                "Authorization: Bearer x",
                "Authorization: Bearer 0123456789abcdefghijklmnopqrstuvwxyz-._~+/=",
                "Authorization: Bearer 0123456789abcdefghijklmnopqrstuvwxyz-._~+/===",
                "Authorization: Bearer 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-._~+/==",
                "Authorization: 0123456789abcdefghijklmnopqrstuvwxyz-._~+/==",
                "Authorization: Basic 0123456789abcdefghijklmnopqrstuvwxyz-._~+/==",
                "Authorization: Bearer " + TOKEN + " " + TOKEN,
                "Authorization: Bearer x\r\n" + BEARER,
                BEARER + "\r\n" + BEARER,
                "Cookie: token=" + TOKEN + "; Authorization=Bearer " + TOKEN,
                "Proxy-Authorization: Bearer " + TOKEN,
                "X-Authorization: Bearer " + TOKEN
            })
    void takesNothingButTheTokenOfOneBearerHeader(String headers) throws Exception {
        start();
        Answer refused = post("/backhand/api/servers/alpha/drain", headers);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Bearer realm=\"backhand\""));
        assertThat(refused.body()).startsWith("{\"error\":").doesNotContain(TOKEN);
        assertThat(state("alpha")).isEqualTo(BackendState.UP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token", "token", "Authorization"})
    void takesNoTokenFromTheQueryOrAForm(String parameter) throws Exception {
        start();
        String form = parameter + "=" + TOKEN;
        String addedByTheClient = "\r\nConnection: close\r\n\r\n";

        assertThat(post("/backhand/api/servers/alpha/drain?" + form, "X: y").status())
                .isEqualTo(401);
        assertThat(RawHttp.send(
                                connector.getLocalPort(),
                                "POST /backhand/api/servers/alpha/drain HTTP/1.1",
                                "Host: localhost",
                                "Content-Type: application/x-www-form-urlencoded",
                                "Content-Length: " + (form.length() + addedByTheClient.length()),
                                "Connection: close",
                                "",
                                form)
                        .status())
                .isEqualTo(401);
        assertThat(state("alpha")).isEqualTo(BackendState.UP);
    }

    @Test
    void takesTheSchemeInAnyCase() throws Exception {
        start();

        assertThat(post("/backhand/api/servers/alpha/drain", "authorization: bEARER  " + TOKEN)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "%20", "-%C3%BC"})
    void doesNotFindAServerThatIsNotKnown(String name) throws Exception {
        start();
        Answer unknown = post("/backhand/api/servers/" + name + "/drain", BEARER);

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body()).isEqualTo("{\"error\":\"no server of that name is known\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
    void actsByPostAlone(String method) throws Exception {
        start();
        Answer refused = send(method, "/backhand/api/servers/alpha/drain", BEARER);

        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.header("Allow")).contains("POST");
        assertThat(state("alpha")).isEqualTo(BackendState.UP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/backhand/api/servers/alpha",
                "/backhand/api/servers/alpha/stop",
                "/backhand/api/servers/alpha/drain/",
                "/backhand/api/servers/alpha/x/drain",
                "/backhand/api/servers/alpha%0d%0aX/drain",
                "/backhand/api/servers//drain"
            })
    void hasNoActElsewhere(String path) throws Exception {
        start();

        assertThat(post(path, BEARER).status()).isIn(400, 404, 405);
        assertThat(send("GET", path, BEARER).status()).isIn(400, 404, 405);
        assertThat(state("alpha")).isEqualTo(BackendState.UP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: evil.example", "Host: localhost\r\nX-Forwarded-For: 127.0.0.1"})
    void isHiddenFromWhomTheStatusIsHiddenWhateverTheySend(String headers) throws Exception {
        start();
        Answer hidden = RawHttp.send(
                connector.getLocalPort(), "POST /backhand/api/servers/alpha/drain HTTP/1.1", headers, BEARER);

        assertThat(hidden.status()).isEqualTo(404);
        assertThat(hidden.header("WWW-Authenticate")).isEmpty();
        assertThat(state("alpha")).isEqualTo(BackendState.UP);
    }

    @Test
    void isNobodysWhereNoTokenIsConfigured() throws Exception {
        start(Optional.empty());

        assertThat(post("/backhand/api/servers/alpha/drain", BEARER).status()).isEqualTo(403);
        assertThat(state("alpha")).isEqualTo(BackendState.UP);
    }

    @Test
    void tellsWhetherAServerMayBeStoppedWithoutAToken() throws Exception {
        start();
        assertThat(send("GET", "/backhand/api/may-stop?server=alpha", "X: y").body())
                .contains("\"reason\":\"not-draining\"");
        post("/backhand/api/servers/alpha/drain", BEARER);
        Answer busy = send("GET", "/backhand/api/may-stop?server=alpha", "X: y");
        assertThat(busy.status()).isEqualTo(409);
        assertThat(busy.body()).contains("\"reason\":\"in-flight\"");

        backend("alpha").account().abandoned();
        backend("alpha").account().abandoned();
        sample.announce("alpha", 9001, Intent.UP, Figures.NONE);
        assertThat(send("GET", "/backhand/api/may-stop?server=alpha", "X: y").status())
                .isEqualTo(200);
        assertThat(send("HEAD", "/backhand/api/may-stop?server=alpha", "X: y").status())
                .isEqualTo(200);
        assertThat(send("GET", "/backhand/api/may-stop", "X: y").status()).isEqualTo(400);
        assertThat(post("/backhand/api/may-stop?server=alpha", BEARER).status()).isEqualTo(405);
    }

    private void start() throws Exception {
        start(Optional.of(AdminToken.read(SecretFile.write(folder.resolve("admin.token"), TOKEN + "\n"))));
    }

    private void start(Optional<AdminToken> token) throws Exception {
        ServletContextHandler context = new ServletContextHandler();
        StatusAccess access = new StatusAccess(List.of(), List.of());
        context.setAttribute(StatusModel.ATTRIBUTE, SampleStatus.of(sample, access, token));
        context.addServlet(new ServletHolder("status", new StatusServlet()), "/backhand/*");
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
    }

    private Answer post(String path, String headers) throws IOException {
        return send("POST", path, headers);
    }

    private Answer send(String method, String path, String headers) throws IOException {
        return RawHttp.send(connector.getLocalPort(), method + " " + path + " HTTP/1.1", "Host: localhost", headers);
    }

    private Backend backend(String name) {
        return sample.cluster().backend(new BackendId(name)).orElseThrow();
    }

    private BackendState state(String name) {
        return backend(name).state(sample.clock().nanoTime());
    }
}
