package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.config.BalancerConfig;
import io.backhand.config.BalancerConfig.Heartbeats;
import io.backhand.config.BalancerConfig.Listener;
import io.backhand.config.BalancerConfig.Tls;
import io.backhand.config.BalancerConfig.Upstream;
import io.backhand.config.StaticBackend;
import io.backhand.testing.RawBackend;
import io.backhand.testing.TestCertificate;
import io.backhand.tls.KeyedCertificate;
import io.backhand.tls.PemException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS on both sides of the balancer. */
@Timeout(60)
class TlsIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void servesHttp2OverTlsFromPemFiles(String algorithm) throws Exception {
        TestCertificate own = TestCertificate.make(folder, "own", algorithm);
        try (RawBackend backend = RawBackend.answering(OK)) {
            HttpResponse<String> response = get(
                    config(Optional.of(tlsOf(own)), backend.url(), Optional.empty()), own, HttpClient.Version.HTTP_2);

            assertThat(response.body()).isEqualTo("ok");
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
    }

    @Test
    void servesHttp1OverTlsToWhoAsksForNothingElse() throws Exception {
        TestCertificate own = TestCertificate.make(folder, "own", "EC");
        try (RawBackend backend = RawBackend.answering(OK)) {
            HttpResponse<String> response = get(
                    config(Optional.of(tlsOf(own)), backend.url(), Optional.empty()), own, HttpClient.Version.HTTP_1_1);

            assertThat(response.body()).isEqualTo("ok");
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        }
    }

    @Test
    void refusesAKeyThatIsNotTheCertificates() throws Exception {
        TestCertificate own = TestCertificate.make(folder, "own", "EC");
        TestCertificate other = TestCertificate.make(folder, "other", "EC");
        Tls mixed = new Tls(own.certificate(), other.key());

        assertThatThrownBy(() -> get(
                        config(Optional.of(mixed), "http://127.0.0.1:1", Optional.empty()),
                        own,
                        HttpClient.Version.HTTP_2))
                .isInstanceOf(StartException.class)
                .hasMessage(other.key() + " is not the key of the first certificate in " + own.certificate());
    }

    @Test
    void saysHowToConvertAKeyOfAnotherForm() throws Exception {
        TestCertificate own = TestCertificate.make(folder, "own", "EC");
        Path key = Files.writeString(folder.resolve("old.key"), "-----BEGIN RSA PRIVATE KEY-----\n");

        assertThatThrownBy(() -> KeyedCertificate.read(own.certificate(), key))
                .isInstanceOf(PemException.class)
                .hasMessage(key + " must hold a PKCS#8 key, \"BEGIN PRIVATE KEY\", and holds \"RSA PRIVATE KEY\"; "
                        + "openssl pkcs8 -topk8 -nocrypt makes one");
    }

    @Test
    void speaksTlsToABackendThatTheCaFileVouchesFor() throws Exception {
        TestCertificate backends = TestCertificate.make(folder, "backend", "EC");
        HttpsServer backend = httpsBackend(backends);
        try {
            BalancerConfig config = config(Optional.empty(), urlOf(backend), Optional.of(backends.certificate()));

            assertThat(get(config, backends, HttpClient.Version.HTTP_1_1).body())
                    .isEqualTo("secret");
        } finally {
            backend.stop(0);
        }
    }

    @Test
    void takesABackendThatNobodyVouchesForAsOneOutOfReach() throws Exception {
        TestCertificate backends = TestCertificate.make(folder, "backend", "EC");
        HttpsServer backend = httpsBackend(backends);
        try {
            BalancerConfig config = config(Optional.empty(), urlOf(backend), Optional.empty());

            HttpResponse<String> response = get(config, backends, HttpClient.Version.HTTP_1_1);

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body()).doesNotContain("secret");
        } finally {
            backend.stop(0);
        }
    }

    private static HttpsServer httpsBackend(TestCertificate certificate) throws Exception {
        HttpsServer backend = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        backend.setHttpsConfigurator(new HttpsConfigurator(certificate.sslContext()));
        backend.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 6);
            exchange.getResponseBody().write("secret".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        backend.start();
        return backend;
    }

    private static String urlOf(HttpsServer backend) {
        return "https://127.0.0.1:" + backend.getAddress().getPort();
    }

    private static HttpResponse<String> get(BalancerConfig config, TestCertificate trusted, HttpClient.Version version)
            throws Exception {
        EmbeddedServer server = EmbeddedServer.start(config, Optional.empty());
        try {
            HttpClient client = HttpClient.newBuilder()
                    .version(version)
                    .sslContext(trusted.sslContext())
                    .build();
            return client.send(
                    HttpRequest.newBuilder(URI.create(server.urls().get(0) + "/"))
                            .build(),
                    BodyHandlers.ofString());
        } finally {
            server.stop();
        }
    }

    private static Tls tlsOf(TestCertificate certificate) {
        return new Tls(certificate.certificate(), certificate.key());
    }

    private static BalancerConfig config(Optional<Tls> tls, String backendUrl, Optional<Path> caFile) {
        BalancerConfig defaults = BalancerConfig.defaults();
        return new BalancerConfig(
                new Heartbeats(Optional.of(List.of()), Optional.empty(), List.of(), Optional.empty(), List.of()),
                new Upstream(caFile, Duration.ofSeconds(30)),
                List.of(new StaticBackend(new BackendId("alpha"), Contact.parse(backendUrl))),
                List.of(new Listener("127.0.0.1", 0, tls, List.of())),
                defaults.status(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }
}
