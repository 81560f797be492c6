package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.config.ConfigReader;
import io.backhand.testing.RawBackend;
import io.backhand.testing.TestCertificate;
import io.backhand.testing.cluster.Await;
import io.backhand.tls.Fingerprint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who a backend over TLS has to be, and what it sees of the balancer; over HTTP/1.1 and HTTP/2. The backend is another
 * balancer, which asks for certificates and shows its own by name.
 */
@Timeout(120)
class BackendIdentityIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    private Path folder;

    private TestCertificate first;
    private RawBackend behind;
    private EmbeddedServer backend;

    @BeforeEach
    void start() throws Exception {
        TestCertificate.make(folder, "front", "EC");
        first = TestCertificate.make(folder, "first", "EC", "dns:first.example");
        TestCertificate.make(folder, "second", "EC", "dns:second.example");
        behind = RawBackend.answering(OK);
        backend = server(
                "backend",
                """
                [[backend]]
                name = "behind"
                url = "%s"
                [[listen]]
                https = "127.0.0.1:0"
                certificate = ["first.crt", "second.crt"]
                key = ["first.key", "second.key"]
                client-ca = "front.crt"
                client-certificate = "wanted"
                client-certificate-headers = ["X-SSL-Client-Verify"]
                """
                        .formatted(behind.url()));
    }

    @AfterEach
    void end() throws Exception {
        backend.stop();
        behind.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "h2"})
    void takesThePinnedCertificateAndShowsItsOwn(String scheme) throws Exception {
        String own = "[upstream]\ncertificate = \"front.crt\"\nkey = \"front.key\"\n";
        String pin = "fingerprint = \"" + fingerprint(first) + "\"\n";

        assertThat(get(own, url(scheme, "127.0.0.1") + pin).body()).isEqualTo("ok");
        assertThat(get("", url(scheme, "127.0.0.1") + pin).body()).isEqualTo("ok");
        assertThat(behind.heads().get(0)).contains("\r\nX-SSL-Client-Verify: SUCCESS\r\n");
        assertThat(behind.heads().get(1)).contains("\r\nX-SSL-Client-Verify: NONE\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "h2"})
    void refusesAnotherCertificateThanThePinnedOne(String scheme) throws Exception {
        String trusted = "[upstream]\nca-file = \"second.crt\"\n";
        String pin = "server-name = \"second.example\"\nfingerprint = \"" + fingerprint(first) + "\"\n";

        assertThat(get(trusted, url(scheme, "127.0.0.1") + pin).statusCode()).isEqualTo(503);
        assertThat(behind.heads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "h2"})
    void asksForTheNameAndVerifiesIt(String scheme) throws Exception {
        String both = Files.readString(folder.resolve("first.crt")) + Files.readString(folder.resolve("second.crt"));
        Files.writeString(folder.resolve("both.crt"), both);
        String trusted = "[upstream]\nca-file = \"both.crt\"\n";
        String url = url(scheme, "127.0.0.1");

        assertThat(get(trusted, url + "server-name = \"second.example\"\n").body())
                .isEqualTo("ok");
        assertThat(get(trusted, url + "server-name = \"third.example\"\n").statusCode())
                .as("it shows its first certificate, which is not for that name")
                .isEqualTo(503);
        assertThat(get(trusted, url).statusCode()).as("nor for the address").isEqualTo(503);
        assertThat(behind.heads()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "h2"})
    void theAddressesOfANameAreOneByOneAskedForIt(String scheme) throws Exception {
        String trusted = "[upstream]\nca-file = \"second.crt\"\n";
        String resolved =
                url(scheme, "localhost") + "server-name = \"second.example\"\nresolve = \"30s\"\ncheck = \"/\"\n";
        EmbeddedServer front = server("front", trusted + resolved + "[[listen]]\nhttp = \"127.0.0.1:0\"\n");
        try {
            Await.untilTrue(
                    "an address is found and serves",
                    Duration.ofSeconds(20),
                    () -> get(front).statusCode() == 200);
        } finally {
            front.stop();
        }
    }

    private HttpResponse<String> get(String upstream, String backendTable) throws Exception {
        EmbeddedServer front = server("front", upstream + backendTable + "[[listen]]\nhttp = \"127.0.0.1:0\"\n");
        try {
            return get(front);
        } finally {
            front.stop();
        }
    }

    private static HttpResponse<String> get(EmbeddedServer front) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(front.urls().get(0) + "/")).build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    private EmbeddedServer server(String name, String tables) throws Exception {
        Path toml = Files.writeString(folder.resolve(name + ".toml"), "[heartbeats]\nlisten = []\n" + tables);
        return EmbeddedServer.start(new ConfigReader(FunctionCatalogue.builtIns()).read(toml), Optional.empty());
    }

    /** A backend's table, which further lines may follow. */
    private String url(String scheme, String host) {
        int port = URI.create(backend.urls().get(0)).getPort();
        return "[[backend]]\nname = \"alpha\"\nurl = \"" + scheme + "://" + host + ":" + port + "\"\n";
    }

    private static String fingerprint(TestCertificate certificate) throws Exception {
        return Fingerprint.of((X509Certificate) certificate.store().getCertificate("localhost"))
                .hex();
    }
}
