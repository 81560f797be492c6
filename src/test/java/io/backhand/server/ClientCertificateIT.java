package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.selectors.Tricks;
import io.backhand.testing.RawBackend;
import io.backhand.testing.TestCertificate;
import io.backhand.testing.cluster.OwnProcess;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners that ask clients for certificates, with curl as the client. */
@Timeout(120)
class ClientCertificateIT {
    private static final int REQUIRED = 2;
    private static final int WANTED = 3;
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    private Path folder;

    private TestCertificate known;
    private TestCertificate stranger;
    private RawBackend backend;
    private OwnServer server;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/curl")), "curl is not installed");
        known = TestCertificate.make(folder, "known", "EC");
        stranger = TestCertificate.make(folder, "stranger", "EC");
        backend = RawBackend.answering(OK);
        server = OwnServer.withTables(
                folder,
                backend.url(),
                """
                [[listen]]
                https = "127.0.0.1:0"
                certificate = "own.crt"
                key = "own.key"
                client-ca = "known.crt"
                client-certificate-headers = ["Client-Cert", "X-SSL-Client-Verify", "X-SSL-Client-S-DN"]
                [[listen]]
                https = "127.0.0.1:0"
                certificate = "own.crt"
                key = "own.key"
                client-ca = "known.crt"
                client-certificate = "wanted"
                client-certificate-headers = ["X-SSL-Client-Verify", "X-SSL-Client-I-DN"]
                """,
                Tricks.all());
    }

    @AfterEach
    void end() throws Exception {
        if (server != null) {
            server.close();
            backend.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void backendsAreToldOfTheCertificateShown(String version) throws Exception {
        // Twice on one connection.
        assertThat(curl(REQUIRED, version, with(known), "--header", "Client-Cert: :AAAA:", url(REQUIRED)))
                .isEqualTo("okok");

        String encoded = Base64.getEncoder()
                .encodeToString(known.store().getCertificate("localhost").getEncoded());
        assertThat(backend.heads()).hasSize(2).allSatisfy(head -> assertThat(head)
                .contains("\r\nClient-Cert: :" + encoded + ":\r\n")
                .contains("\r\nX-SSL-Client-Verify: SUCCESS\r\n")
                .contains("\r\nX-SSL-Client-S-DN: CN=localhost\r\n")
                .doesNotContain("AAAA")
                .doesNotContain("I-DN"));
    }

    @Test
    void nobodyComesInWithoutTheOneRequired() throws Exception {
        assertThat(curl(REQUIRED, "--http1.1", List.of())).isEmpty();
        assertThat(curl(REQUIRED, "--http2", List.of())).isEmpty();
        assertThat(curl(REQUIRED, "--http1.1", with(stranger))).isEmpty();
        assertThat(backend.heads()).isEmpty();
    }

    @Test
    void whereItIsWantedBackendsAreToldThatThereIsNone() throws Exception {
        assertThat(curl(WANTED, "--http1.1", List.of(), "--header", "X-SSL-Client-Verify: SUCCESS"))
                .isEqualTo("ok");
        assertThat(backend.heads().get(0))
                .contains("\r\nX-SSL-Client-Verify: NONE\r\n")
                .doesNotContain("SUCCESS")
                .doesNotContain("DN:");

        assertThat(curl(WANTED, "--http1.1", with(known))).isEqualTo("ok");
        assertThat(backend.heads().get(1))
                .contains("\r\nX-SSL-Client-Verify: SUCCESS\r\n")
                .contains("\r\nX-SSL-Client-I-DN: CN=localhost\r\n");
        assertThat(curl(WANTED, "--http1.1", with(stranger))).isEmpty();
    }

    private static List<String> with(TestCertificate certificate) {
        return List.of(
                "--cert",
                certificate.certificate().toString(),
                "--key",
                certificate.key().toString());
    }

    private String url(int listener) {
        URI at = URI.create(server.server().urls().get(listener));
        return "https://localhost:" + at.getPort() + "/";
    }

    private String curl(int listener, String version, List<String> certificate, String... more) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("/usr/bin/curl", "--silent", "--insecure", "--max-time", "20", version, url(listener)));
        command.addAll(certificate);
        command.addAll(List.of(more));
        try (OwnProcess curl = OwnProcess.start("curl", Files.createTempDirectory(folder, "curl"), command)) {
            curl.awaitExit(Duration.ofSeconds(30));
            return curl.output();
        }
    }
}
