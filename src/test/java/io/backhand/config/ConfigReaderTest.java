package io.backhand.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Network;
import io.backhand.config.BalancerConfig.Listener;
import io.backhand.config.StaticBackend.Check;
import io.backhand.config.StaticBackend.Standing;
import io.backhand.heartbeat.HeartbeatAddress;
import io.backhand.routing.Rewrites;
import io.backhand.routing.Rewrites.Change;
import io.backhand.routing.Route;
import io.backhand.routing.Route.Redirect;
import io.backhand.testing.SecretFile;
import io.backhand.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    private static final ConfigReader READER = new ConfigReader(FunctionCatalogue.builtIns());

    @TempDir
    Path folder;

    @Test
    void anEmptyFileIsTheDefaults() throws Exception {
        assertThat(read("")).isEqualTo(BalancerConfig.defaults());
        assertThat(read("\uFEFF# nothing but a comment\r\n")).isEqualTo(BalancerConfig.defaults());
    }

    @Test
    void defaultsListenToTheDefaultGroupsAndToHttpEverywhere() {
        BalancerConfig defaults = BalancerConfig.defaults();

        assertThat(defaults.heartbeats().listen()).isEmpty();
        assertThat(defaults.listeners()).containsExactly(new Listener("0.0.0.0", 8080, Optional.empty(), List.of()));
        assertThat(defaults.routes()).isEmpty();
    }

    @Test
    void readsHeartbeats() throws Exception {
        keyFile("cluster.key");

        BalancerConfig config = read(
                """
                [heartbeats]
                listen = ["239.255.66.72:4445", "[ff15::6648]:4445@lo"]
                accept = ["192.168.0.0/24"]
                contacts = ["10.1.0.0/16"]
                key-file = "cluster.key"
                unsigned-from = ["192.168.0.9"]
                dump-unknown = 20
                """);

        assertThat(config.heartbeats().listen())
                .contains(List.of(
                        HeartbeatAddress.parse("239.255.66.72:4445"), HeartbeatAddress.parse("[ff15::6648]:4445@lo")));
        assertThat(config.heartbeats().accept()).contains(List.of(Network.parse("192.168.0.0/24")));
        assertThat(config.heartbeats().contacts()).containsExactly(Network.parse("10.1.0.0/16"));
        assertThat(config.heartbeats().keyFile()).contains(folder.resolve("cluster.key"));
        assertThat(config.heartbeats().unsignedFrom()).containsExactly(Network.address("192.168.0.9"));
        assertThat(config.heartbeats().dumpUnknown()).isEqualTo(20);
    }

    @Test
    void readsBackendsListenersStatusSelfAndUpstream() throws Exception {
        TestCertificate.make(folder, "b", "EC");
        Files.writeString(folder.resolve("ca.crt"), "");

        BalancerConfig config = read(
                """
                [[backend]]
                url = "http://192.168.0.40:8080"
                name = "legacy"
                [[listen]]
                http = "[::1]:0"
                trust = ["127.0.0.1/32"]
                [[listen]]
                https = "localhost:8443"
                certificate = "b.crt"
                key = "b.key"
                [status]
                allow = ["192.168.0.0/24"]
                hosts = ["Balancer.Example", "[FD00::5]"]
                [self]
                name = "front"
                url = "http://127.0.0.1:8081"
                [upstream]
                ca-file = "ca.crt"
                idle-timeout = "5s"
                """);

        assertThat(config.backends())
                .containsExactly(new StaticBackend(new BackendId("legacy"), Contact.parse("http://192.168.0.40:8080")));
        assertThat(config.listeners())
                .containsExactly(
                        new Listener("::1", 0, Optional.empty(), List.of(Network.parse("127.0.0.1"))),
                        new Listener(
                                "localhost",
                                8443,
                                Optional.of(new BalancerConfig.Tls(folder.resolve("b.crt"), folder.resolve("b.key"))),
                                List.of()));
        assertThat(config.status().hosts()).containsExactly("balancer.example", "[fd00::5]");
        assertThat(config.self().orElseThrow().url()).contains(Contact.parse("http://127.0.0.1:8081"));
        assertThat(config.upstream().caFile()).contains(folder.resolve("ca.crt"));
        assertThat(config.upstream().idleTimeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void whatUpstreamSaysOfTimeHoldsForEachRouteThatSaysNothingElse() throws Exception {
        BalancerConfig config = read(
                """
                [[route]]
                path = "/app"
                timeout = "0s"
                max-body = "1KiB"
                [[route]]
                path = "/"
                [upstream]
                connect-timeout = "100ms"
                first-byte-timeout = "3s"
                timeout = "1m"
                """);

        Route.Limits app = config.routes().get(0).limits();
        assertThat(List.of(app.connect(), app.firstByte(), app.total()))
                .containsExactly(Duration.ofMillis(100), Duration.ofSeconds(3), Duration.ZERO);
        assertThat(app.body().bytes()).isEqualTo(1024);
        assertThat(config.routes().get(1).limits())
                .isEqualTo(new Route.Limits(Duration.ofMillis(100), Duration.ofSeconds(3), Duration.ofMinutes(1)));
        assertThat(read("[[route]]\npath = \"/\"\n").routes().get(0).limits()).isEqualTo(Route.Limits.DEFAULT);
    }

    @Test
    void readsHowLongAClientMayBeIdle() throws Exception {
        String listener = "[[listen]]\nhttp = \"127.0.0.1:0\"\n";

        assertThat(idleTimeout(listener)).isEqualTo(Duration.ofSeconds(60));
        assertThat(idleTimeout(listener + "idle-timeout = \"5m\"\n")).isEqualTo(Duration.ofMinutes(5));
        assertThatThrownBy(() -> idleTimeout(listener + "idle-timeout = \"999ms\"\n"))
                .hasMessageContaining(":3: idle-timeout");
    }

    private Duration idleTimeout(String toml) throws Exception {
        return read(toml).listeners().get(0).limits().idleTimeout();
    }

    @Test
    void readsTheAdministratorsToken() throws Exception {
        SecretFile.write(folder.resolve("admin.token"), "0f".repeat(16) + "\n");

        BalancerConfig config = read("[admin]\ntoken-file = \"admin.token\"\n");

        assertThat(config.adminToken().orElseThrow().is("0f".repeat(16))).isTrue();
        assertThat(config.withListeners(List.of()).adminToken()).isPresent();
    }

    @Test
    void readsHowABackendStandsBesideTheOthers() throws Exception {
        List<StaticBackend> backends =
                read("""
                        [[backend]]
                        name = "all"
                        url = "http://app.example"
                        weight = 2.5
                        tier = 1
                        resolve = "1m"
                        [[backend]]
                        name = "strings"
                        url = "http://127.0.0.1:9002"
                        weight = "0.5"
                        tier = "9"
                        """)
                        .backends();

        assertThat(backends)
                .extracting(StaticBackend::standing)
                .containsExactly(new Standing(2.5, 1), new Standing(0.5, 9));
        assertThat(backends)
                .extracting(StaticBackend::resolve)
                .containsExactly(Optional.of(Duration.ofMinutes(1)), Optional.empty());
    }

    @Test
    void readsHowABackendIsChecked() throws Exception {
        List<StaticBackend> backends =
                read("""
                        [[backend]]
                        name = "all"
                        url = "http://127.0.0.1:9001"
                        check = "/health?deep=1"
                        check-interval = "500ms"
                        check-status = ["200", "503"]
                        [[backend]]
                        name = "path"
                        url = "http://127.0.0.1:9002"
                        check = "/"
                        """)
                        .backends();

        assertThat(backends)
                .extracting(StaticBackend::check)
                .containsExactly(
                        Optional.of(new Check("/health?deep=1", Duration.ofMillis(500), Set.of(200, 503))),
                        Optional.of(new Check("/", Duration.ofSeconds(2), Set.of())));
    }

    @Test
    void readsRoutes() throws Exception {
        Files.createDirectory(folder.resolve("www"));

        List<Route> routes =
                read("""
                        [[route]]
                        path = "/app"
                        chain = ["byAge 5s", "byRandom"]
                        static = "www"
                        redirect = "name"
                        connect-timeout = "500ms"
                        first-byte-timeout = "0s"
                        timeout = "1m"
                        retry-on = ["502", "503"]
                        replay = "1KiB"
                        repeatable = true
                        rewrite-links = ["scheme", "http://App.internal:80"]
                        rewrite-cookie-domain = ["backend", ".Old.example shop.example", "gone.example"]
                        rewrite-cookie-path = ["/internal /app", "/ /app"]
                        rewrite-cookie-secure = "add"

                        [[route]]
                        path = "/"
                        """)
                        .routes();

        Route app = routes.get(0);
        assertThat(app.path()).isEqualTo("/app");
        assertThat(app.chain().steps()).extracting(step -> step.text()).containsExactly("byAge 5s", "byRandom");
        assertThat(app.staticRoot()).contains(folder.resolve("www"));
        assertThat(app.redirect()).isEqualTo(Redirect.NAME);
        assertThat(app.limits().connect()).isEqualTo(Duration.ofMillis(500));
        assertThat(app.limits().firstByte()).isZero();
        assertThat(app.limits().total()).isEqualTo(Duration.ofMinutes(1));
        assertThat(app.retry()).isEqualTo(new Route.Retry(Set.of(502, 503), 1024, true));
        assertThat(app.rewrites())
                .isEqualTo(new Rewrites(
                        false,
                        true,
                        Set.of(Contact.parse("http://app.internal")),
                        true,
                        List.of(new Change("old.example", "shop.example"), new Change("gone.example", "")),
                        List.of(new Change("/internal", "/app"), new Change("/", "/app")),
                        true));

        Route root = routes.get(1);
        assertThat(root.chain().steps()).extracting(step -> step.text()).containsExactly("byAge 5s", "byInFlight");
        assertThat(root).isEqualTo(Route.of("/", root.chain()));
    }

    @Test
    void anEmptyListTurnsRewritingOff() throws Exception {
        Rewrites rewrites = read("[[route]]\npath = \"/\"\nrewrite-links = []\nrewrite-cookie-domain = []\n")
                .routes()
                .get(0)
                .rewrites();

        assertThat(rewrites).isEqualTo(new Rewrites(false, false, Set.of(), false, List.of(), List.of(), false));
    }

    @Test
    void whereContextsAreMountedElsewhereARouteIsWrong() throws Exception {
        Path file = write("[status]\n[[route]]\npath = \"/app\"\n");

        ConfigException e =
                catchThrowableOfType(ConfigException.class, () -> READER.readShared(file, "site/WEB-INF/web.xml"));

        assertThat(e)
                .hasMessage(
                        file + ":2: no [[route]] where contexts are mounted in a web.xml, here site/WEB-INF/web.xml");
    }

    private BalancerConfig read(String toml) throws ConfigException, IOException {
        return READER.read(write(toml));
    }

    private Path write(String toml) throws IOException {
        return Files.writeString(folder.resolve("backhand.toml"), toml);
    }

    private void keyFile(String name) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "00".repeat(32));
        SecretFile.forOwnerAlone(file);
    }
}
