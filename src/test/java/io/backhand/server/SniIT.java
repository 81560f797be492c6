package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.selectors.Tricks;
import io.backhand.testing.RawBackend;
import io.backhand.testing.TestCertificate;
import io.backhand.testing.cluster.Await;
import io.backhand.testing.cluster.OwnProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A listener with several certificates, with openssl and curl as its clients. */
@Timeout(120)
class SniIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private TestCertificate first;
    private TestCertificate domain;
    private TestCertificate rsa;
    private TestCertificate ec;
    private RawBackend backend;
    private OwnServer server;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/openssl")), "openssl is not installed");
        assumeTrue(Files.exists(Path.of("/usr/bin/curl")), "curl is not installed");
        first = TestCertificate.make(folder, "first", "EC", "dns:localhost");
        domain = TestCertificate.make(folder, "domain", "EC", "dns:*.shop.example");
        rsa = TestCertificate.make(folder, "rsa", "RSA", "dns:both.example");
        ec = TestCertificate.make(folder, "ec", "EC", "dns:both.example");
        backend = RawBackend.answering(OK);
        server = OwnServer.withTables(
                folder,
                backend.url(),
                """
                [[listen]]
                https = "127.0.0.1:0"
                certificate = ["first.crt", "domain.crt", "rsa.crt", "ec.crt"]
                key = ["first.key", "domain.key", "rsa.key", "ec.key"]
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

    @Test
    void showsTheCertificateOfTheName() throws Exception {
        assertThat(shownTo("-servername", "localhost")).contains(pem(first));
        assertThat(shownTo("-servername", "a.shop.example")).contains(pem(domain));
        assertThat(shownTo("-servername", "A.Shop.Example", "-tls1_2")).contains(pem(domain));
        assertThat(shownTo("-servername", "other.example")).contains(pem(first));
        assertThat(shownTo("-noservername")).contains(pem(first));
    }

    @Test
    void showsTheKindOfKeyThatTheClientVerifies() throws Exception {
        assertThat(shownTo("-servername", "both.example", "-sigalgs", "RSA-PSS+SHA256"))
                .contains(pem(rsa));
        assertThat(shownTo("-servername", "both.example", "-sigalgs", "ECDSA+SHA256"))
                .contains(pem(ec));
        assertThat(shownTo("-servername", "both.example", "-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"))
                .contains(pem(rsa));
    }

    @Test
    void aHostOfAnotherNameIsServed() throws Exception {
        String port = Integer.toString(port());
        String at = "a.shop.example:" + port + ":127.0.0.1:" + port;
        for (String version : List.of("--http1.1", "--http2")) {
            assertThat(run(
                            "/usr/bin/curl",
                            "--silent",
                            "--insecure",
                            version,
                            "--connect-to",
                            at,
                            "--header",
                            "Host: other.example",
                            "https://a.shop.example:" + port + "/"))
                    .isEqualTo("ok");
        }
    }

    @Test
    void showsNewOnesWithoutLosingAConnection() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().sslContext(first.sslContext()).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + port() + "/"))
                .build();
        assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("ok");
        TestCertificate renewed = TestCertificate.make(folder, "first", "RSA", "dns:localhost");

        Await.untilTrue("the new certificate is shown", LIMIT, () -> shownTo("-servername", "localhost")
                .contains(pem(renewed)));
        assertThat(shownTo("-servername", "a.shop.example")).contains(pem(domain));
        assertThat(client.send(request, BodyHandlers.ofString()).body())
                .as("by the connection whose certificate was the old one, since the client trusts no other")
                .isEqualTo("ok");
    }

    /** What openssl prints of a handshake, the server's certificate in PEM among it. */
    private String shownTo(String... options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("/usr/bin/openssl", "s_client", "-connect", "127.0.0.1:" + port(), "-ign_eof"));
        command.addAll(List.of(options));
        Path request =
                Files.writeString(folder.resolve("request"), "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        List<String> shell = List.of("/bin/sh", "-c", "exec \"$@\" < " + request, "sh");
        List<String> all = new ArrayList<>(shell);
        all.addAll(command);
        return run(all.toArray(String[]::new));
    }

    private String run(String... command) throws Exception {
        try (OwnProcess process =
                OwnProcess.start("client", Files.createTempDirectory(folder, "client"), List.of(command))) {
            process.awaitExit(LIMIT);
            return process.output();
        }
    }

    private static String pem(TestCertificate certificate) throws Exception {
        return Files.readString(certificate.certificate()).strip();
    }

    private int port() {
        return URI.create(server.server().urls().get(2)).getPort();
    }
}
