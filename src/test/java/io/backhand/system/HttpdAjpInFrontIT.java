package io.backhand.system;

import static io.backhand.testing.httpd.HttpdClient.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.testing.SecretFile;
import io.backhand.testing.TestCertificate;
import io.backhand.testing.cluster.BalancerProcess;
import io.backhand.testing.cluster.FreePorts;
import io.backhand.testing.cluster.TestBackend.Kind;
import io.backhand.testing.cluster.TestCluster;
import io.backhand.testing.httpd.Httpd;
import io.backhand.testing.httpd.HttpdClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http.HttpTester;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Apache httpd in front of the balancer, with the files of {@code httpd-conf/} that speak AJP to it, as they are shipped. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpdAjpInFrontIT {
    private static final String CLIENT = "127.0.0.9";
    private static final String SECRET = "a-secret-of-this-test";
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    /** A file of {@code httpd-conf/}, included by a httpd that speaks TLS or does not. */
    private enum Front {
        PROXY("ajp-behind.conf", "proxy_ajp", false),
        PROXY_TLS("ajp-behind.conf", "proxy_ajp", true),
        JK("jk-behind.conf", "jk", false),
        JK_TLS("jk-behind.conf", "jk", true);

        private final Path conf;
        private final String module;
        private final boolean tls;

        Front(String conf, String module, boolean tls) {
            this.conf = Path.of("httpd-conf", conf).toAbsolutePath();
            this.module = module;
            this.tls = tls;
        }

        private String scheme() {
            return tls ? "https" : "http";
        }
    }

    private final Map<Front, Httpd> httpds = new EnumMap<>(Front.class);
    private final int ajpPort = FreePorts.next();
    private TestCluster cluster;
    private BalancerProcess balancer;
    private TestCertificate certificate;

    @BeforeAll
    void startCluster(@TempDir Path folder) throws Exception {
        assumeTrue(Httpd.isInstalled("proxy_ajp"), "Apache httpd with mod_proxy_ajp is not installed");
        certificate = TestCertificate.make(folder, "localhost", "EC");
        cluster = new TestCluster(folder);
        balancer = cluster.balancerWith(
                """
                [[listen]]
                ajp = "127.0.0.1:%d"
                secret = "%s"
                client-certificate-headers = ["Client-Cert", "X-SSL-Client-Verify", "X-SSL-Client-S-DN"]
                [admin]
                token-file = "%s"
                """
                        .formatted(ajpPort, SECRET, SecretFile.write(folder.resolve("admin.token"), TOKEN)));
        TestCluster.awaitUp(balancer, cluster.backend(Kind.JETTY_WITH_AGENT, "alpha"));
        for (Front front : Front.values()) {
            if (Httpd.isInstalled(front.module)) {
                httpds.put(front, start(front, Files.createDirectory(folder.resolve(front.name()))));
            }
        }
    }

    private Httpd start(Front front, Path folder) throws IOException {
        Map<String, String> defines = Map.of(
                "BACKHAND_AJP",
                "127.0.0.1:" + ajpPort,
                "BACKHAND_AJP_PORT",
                Integer.toString(ajpPort),
                "BACKHAND_SECRET",
                SECRET);
        List<String> modules = new ArrayList<>(Httpd.modulesOf(front.conf));
        if (front.tls) {
            modules.add("ssl");
        }
        return Httpd.start(site(front, folder), defines, modules, folder);
    }

    /** What a site of its own has before it includes the file. */
    private Path site(Front front, Path folder) throws IOException {
        String tls =
                """
                SSLEngine on
                SSLCertificateFile "%1$s"
                SSLCertificateKeyFile "%2$s"
                SSLCACertificateFile "%1$s"
                SSLVerifyClient optional
                """
                        .formatted(certificate.certificate(), certificate.key());
        String jk =
                """
                JkLogFile "%1$s/jk.log"
                JkShmFile "%1$s/jk.shm"
                """
                        .formatted(folder);
        String site = (front.tls ? tls : "") + (front.module.equals("jk") ? jk : "");
        return Files.writeString(folder.resolve("site.conf"), site + "Include \"" + front.conf + "\"\n");
    }

    @AfterAll
    void endCluster() throws Exception {
        httpds.values().forEach(Httpd::close);
        if (cluster != null) {
            cluster.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theBackendLearnsTheClientAndWhatItAskedFor(Front front) throws Exception {
        String seen =
                through(front, "GET /whoami HTTP/1.1", "Host: shop.example").getContent();

        assertThat(told("Host", seen)).isEqualTo("shop.example");
        assertThat(told("X-Forwarded-Proto", seen)).isEqualTo(front.scheme());
        assertThat(told("X-Forwarded-Port", seen)).isEqualTo(front.tls ? "443" : "80");
        assertThat(told("X-Forwarded-Host", seen)).isEqualTo("shop.example");
        assertThat(told("X-Forwarded-For", seen)).isEqualTo(CLIENT);
        assertThat(told("X-Real-IP", seen)).isEqualTo(CLIENT);
        assertThat(told("Forwarded", seen)).startsWith("for=" + CLIENT + ";").endsWith(";proto=" + front.scheme());
    }

    @ParameterizedTest
    @EnumSource
    void theBackendLearnsOfTheCertificateThatHttpdWasShown(Front front) throws Exception {
        String seen =
                through(front, "GET /whoami HTTP/1.1", "Host: shop.example").getContent();
        String encoded = Files.readString(certificate.certificate())
                .replaceAll("-----[A-Z ]+-----", ":")
                .replaceAll("\\s", "");

        assertThat(told("X-SSL-Client-Verify", seen)).isEqualTo(front.tls ? "SUCCESS" : "NONE");
        assertThat(told("X-SSL-Client-S-DN", seen)).isEqualTo(front.tls ? "CN=localhost" : "");
        assertThat(told("Client-Cert", seen)).isEqualTo(front.tls ? encoded : "");
    }

    @ParameterizedTest
    @EnumSource
    void whatAClientClaimsOfItselfDoesNotPassTheBalancer(Front front) throws Exception {
        String seen = through(
                        front,
                        "GET /whoami HTTP/1.1",
                        "Host: shop.example",
                        "Forwarded: for=6.6.6.6;proto=gopher",
                        "X-Forwarded-For: 6.6.6.6",
                        "X-Forwarded-Host: 6.6.6.6",
                        "X-Forwarded-Port: 6666",
                        "X-Forwarded-Proto: gopher",
                        "X-Forwarded-Prefix: /6.6.6.6",
                        "X_Forwarded_For: 6.6.6.6",
                        "X-Real-IP: 6.6.6.6",
                        "Client-Cert: :gopher:",
                        "X-SSL-Client-Verify: gopher",
                        "X-SSL-Client-I-DN: CN=gopher")
                .getContent();

        assertThat(seen).contains("\"target\":\"/whoami\"").doesNotContain("6.6.6.6", "6666", "gopher");
    }

    @ParameterizedTest
    @EnumSource
    void thePathGoesOnAsItCame(Front front) throws Exception {
        HttpTester.Response slash = through(front, "GET /status%2F200 HTTP/1.1", "Host: shop.example");
        String seen = through(front, "GET /whoami?q=%2F&r=a+b%20c HTTP/1.1", "Host: shop.example")
                .getContent();

        assertThat(slash.getStatus())
                .as("an encoded slash is no slash to the backend")
                .isEqualTo(404);
        assertThat(slash.get("X-Backend")).isEqualTo("alpha");
        assertThat(seen).contains("\"target\":\"/whoami?q=%2F&r=a+b%20c\"");
    }

    @ParameterizedTest
    @EnumSource
    void aBodyGoesUpAndDown(Front front) throws Exception {
        String[] head = {"POST /echo HTTP/1.1", "Host: shop.example", "Transfer-Encoding: chunked"};

        assertThat(client(CLIENT, front)
                        .askWithBody(port(front), "6\r\nthe bo\r\n2\r\ndy\r\n0\r\n\r\n", head)
                        .getContent())
                .isEqualTo("the body");
    }

    @ParameterizedTest
    @EnumSource
    void statusAndAdminAreClosedBehindHttpd(Front front) throws Exception {
        HttpdClient local = client("127.0.0.1", front);
        String drain = "POST /backhand/api/servers/alpha/drain HTTP/1.1";
        String token = "Authorization: Bearer " + TOKEN;

        assertThat(local.ask(port(front), "GET /backhand/ HTTP/1.1", "Host: localhost")
                        .getStatus())
                .as("a client on this machine, through httpd")
                .isEqualTo(404);
        assertThat(local.ask(port(front), drain, "Host: localhost", token, "Content-Length: 0")
                        .getStatus())
                .as("who has the token, on this machine, through httpd")
                .isEqualTo(404);
    }

    private HttpTester.Response through(Front front, String... head) throws Exception {
        return client(CLIENT, front).ask(port(front), head);
    }

    private HttpdClient client(String from, Front front) throws Exception {
        return new HttpdClient(from, front.tls ? Optional.of(certificate.sslContext()) : Optional.empty());
    }

    private int port(Front front) {
        assumeTrue(httpds.containsKey(front), "Apache httpd has no mod_" + front.module);
        return Objects.requireNonNull(httpds.get(front)).port();
    }
}
