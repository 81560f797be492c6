package io.backhand.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.selectors.Tricks;
import io.backhand.testing.HandlerBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestCertificate;
import io.backhand.testing.backend.PatternStream;
import io.backhand.testing.cluster.FreePorts;
import io.backhand.testing.httpd.Httpd;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.http.HttpTester;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** httpd ends TLS, asks for certificates and passwords, and tells of them by AJP. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpdTlsIT {
    private static final String CLIENT = "127.0.0.9";
    private static final String ANN = "Authorization: Basic " + base64("ann:secret");

    /** By what of httpd a request comes to the balancer. */
    private enum Module {
        PROXY_AJP,
        JK
    }

    private final Map<Module, Integer> ports = Map.of(Module.PROXY_AJP, FreePorts.next(), Module.JK, FreePorts.next());
    private final int ajp = FreePorts.next();
    private TestCertificate certificate;
    private HandlerBackend backend;
    private OwnServer balancer;
    private Httpd httpd;

    @BeforeAll
    void startAll(@TempDir Path folder) throws Exception {
        assumeTrue(Httpd.isInstalled("proxy_ajp") && Httpd.isInstalled("ssl"), "Apache httpd is not installed");
        assumeTrue(Httpd.isInstalled("jk"), "mod_jk is not installed");
        certificate = TestCertificate.make(folder, "localhost", "EC");
        backend = HttpdSite.start(new HttpdSite());
        balancer = OwnServer.withTables(folder, backend.url(), listener(), Tricks.all());
        List<String> modules = List.of(
                "ssl",
                "http2",
                "proxy",
                "proxy_ajp",
                "jk",
                "env",
                "setenvif",
                "auth_basic",
                "authn_core",
                "authn_anon",
                "authz_user");
        httpd = Httpd.start(conf(folder), Map.of(), modules, folder);
    }

    private String listener() {
        return """
                [[listen]]
                ajp = "127.0.0.1:%d"
                remote-user = true
                attributes = "TENANT"
                attribute-headers = ["X-Forwarded-Tenant: TENANT", "X-SSL-Client-Cipher: SSL_CIPHER",
                    "X-SSL-Client-Protocol: SSL_PROTOCOL", "X-SSL-Client-Bits: SSL_CIPHER_USEKEYSIZE"]
                client-certificate-headers = ["Client-Cert", "X-SSL-Client-Verify", "X-SSL-Client-S-DN"]
                """
                .formatted(ajp);
    }

    private Path conf(Path folder) throws IOException {
        Path workers = Files.writeString(
                folder.resolve("workers.properties"),
                """
                worker.list=balancer
                worker.balancer.type=ajp13
                worker.balancer.host=127.0.0.1
                worker.balancer.port=%d
                """
                        .formatted(ajp));
        return Files.writeString(
                folder.resolve("tls.conf"),
                """
                JkWorkersFile "%s"
                JkLogFile "%s/jk.log"
                JkShmFile "%s/jk.shm"
                """
                                .formatted(workers, folder, folder)
                        + host(
                                Module.PROXY_AJP,
                                """
                                ProxyPass / ajp://127.0.0.1:%d/ retry=0
                                SetEnvIf X-Tenant (.+) AJP_TENANT=$1
                                SetEnvIf X-Other (.+) AJP_OTHER=$1
                                """
                                        .formatted(ajp))
                        + host(
                                Module.JK,
                                """
                                JkMount /* balancer
                                JkOptions +ForwardKeySize
                                JkEnvVar TENANT
                                JkEnvVar OTHER
                                SetEnvIf X-Tenant (.+) TENANT=$1
                                SetEnvIf X-Other (.+) OTHER=$1
                                """));
    }

    private String host(Module module, String what) {
        return """
                Listen 127.0.0.1:%1$d
                <VirtualHost 127.0.0.1:%1$d>
                SSLEngine on
                Protocols h2 http/1.1
                SSLCertificateFile "%2$s"
                SSLCertificateKeyFile "%3$s"
                SSLCACertificateFile "%2$s"
                SSLVerifyClient optional
                SSLOptions +StdEnvVars +ExportCertData
                <Location "/whoami/closed">
                AuthType Basic
                AuthName closed
                AuthBasicProvider anon
                Anonymous ann
                Anonymous_MustGiveEmail off
                Require valid-user
                </Location>
                %4$s
                </VirtualHost>
                """
                .formatted(port(module), certificate.certificate(), certificate.key(), what);
    }

    @AfterAll
    void endAll() throws Exception {
        if (httpd != null) {
            httpd.close();
        }
        if (balancer != null) {
            balancer.close();
        }
        if (backend != null) {
            backend.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theBackendLearnsOfTlsAndOfTheCertificate(Module module) throws Exception {
        X509Certificate shown = (X509Certificate) certificate.store().getCertificate("localhost");

        String seen = answer(module, "GET /whoami HTTP/1.1\r\nX-SSL-Client-S-DN: CN=forged")
                .getContent();

        assertThat(seen)
                .contains("X-Forwarded-Proto: https\n", "X-Forwarded-For: " + CLIENT + "\n")
                .contains("Client-Cert: :" + Base64.getEncoder().encodeToString(shown.getEncoded()) + ":\n")
                .contains("X-SSL-Client-Verify: SUCCESS\n", "X-SSL-Client-S-DN: CN=localhost\n")
                .doesNotContain("forged");
    }

    @ParameterizedTest
    @EnumSource
    void theBackendLearnsOfAttributesAndOfTheCipher(Module module) throws Exception {
        String seen = answer(
                        module,
                        "GET /whoami HTTP/1.1\r\nX-Tenant: blue\r\nX-Forwarded-Tenant: crimson\r\nX-SSL-Client-Cipher: crimson")
                .getContent();

        assertThat(seen)
                .contains("X-Forwarded-Tenant: blue\n", "X-SSL-Client-Protocol: TLSv1.3\n")
                .containsPattern("X-SSL-Client-Cipher: TLS_\\w+\n")
                .containsPattern("X-SSL-Client-Bits: (128|256)\n")
                .doesNotContain("crimson");
    }

    @ParameterizedTest
    @EnumSource
    void theBackendLearnsWhomHttpdHasAuthenticated(Module module) throws Exception {
        String seen = answer(module, "GET /whoami/closed HTTP/1.1\r\nX-Forwarded-User: eve\r\n" + ANN)
                .getContent();
        String open =
                answer(module, "GET /whoami HTTP/1.1\r\nX-Forwarded-User: eve").getContent();

        assertThat(seen).contains("X-Forwarded-User: ann\n").doesNotContain("eve");
        assertThat(open).doesNotContain("X-Forwarded-User");
        assertThat(answer(module, "GET /whoami/closed HTTP/1.1").getStatus()).isEqualTo(401);
    }

    /** Twice on the same connections each: without a body, with a length, and with none, which HTTP/2 does not need. */
    @ParameterizedTest
    @EnumSource
    void clientsOfHttp2AreServedToo(Module module) throws Exception {
        byte[] content = new PatternStream(100_000).readAllBytes();
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(certificate.sslContext())
                .build();
        for (int i = 0; i < 2; i++) {
            assertThat(echoed(http, module, BodyPublishers.noBody())).isEmpty();
            assertThat(echoed(http, module, BodyPublishers.ofByteArray(content)))
                    .isEqualTo(content);
            assertThat(echoed(http, module, BodyPublishers.ofInputStream(() -> new PatternStream(content.length))))
                    .isEqualTo(content);
        }
    }

    private byte[] echoed(HttpClient http, Module module, BodyPublisher body) throws Exception {
        URI echo = URI.create("https://localhost:" + port(module) + "/echo");
        HttpResponse<byte[]> answer =
                http.send(HttpRequest.newBuilder(echo).POST(body).build(), BodyHandlers.ofByteArray());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        return answer.body();
    }

    @ParameterizedTest
    @EnumSource
    void onlyAttributesThatAreAllowedComeIn(Module module) throws Exception {
        assertThat(answer(module, "GET /whoami HTTP/1.1\r\nX-Tenant: blue").getStatus())
                .isEqualTo(200);
        assertThat(answer(module, "GET /whoami HTTP/1.1\r\nX-Other: blue").getStatus())
                .isEqualTo(403);
        assertThat(answer(module, "GET /whoami HTTP/1.1").getStatus()).isEqualTo(200);
    }

    private int port(Module module) {
        return ports.getOrDefault(module, -1);
    }

    private HttpTester.Response answer(Module module, String request) throws Exception {
        String whole = request + "\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        String answer = RawClient.exchangeByTls(certificate.sslContext(), CLIENT, port(module), whole);
        return Objects.requireNonNull(HttpTester.parseResponse(answer), answer);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(US_ASCII));
    }
}
