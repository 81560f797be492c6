package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.proxy.upstream.UpstreamTls;
import io.backhand.testing.HandlerBackend;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Backends over TLS, which have to prove who they are. */
@Timeout(60)
class TlsBackendIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void makeCertificates() throws Exception {
        makeCertificate("good", "IP:127.0.0.1");
        makeCertificate("elsewhere", "DNS:elsewhere.example");
    }

    @Test
    void speaksToABackendThatTheCaFileVouchesFor() throws Exception {
        try (HandlerBackend backend = backend("good");
                TestBalancer balancer = TestBalancer.before(backend.url())
                        .tls(UpstreamTls.trusting(folder.resolve("good.pem")))
                        .start()) {
            assertThat(RawClient.exchange(balancer.port(), GET)).endsWith("over TLS");
        }
    }

    @Test
    void takesABackendNobodyVouchesForAsOneThatRefuses() throws Exception {
        try (HandlerBackend backend = backend("good");
                RawBackend other = RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                TestBalancer balancer =
                        TestBalancer.before(backend.url(), other.url()).start()) {
            assertThat(RawClient.exchange(balancer.port(), GET)).endsWith("ok");
            balancer.awaitCount(Event.RETRIED_NOT_SENT, 1);
            assertThat(balancer.account("b0").isOut(System.nanoTime())).isTrue();
        }
    }

    @Test
    void refusesACertificateForAnotherName() throws Exception {
        try (HandlerBackend backend = backend("elsewhere");
                TestBalancer balancer = TestBalancer.before(backend.url())
                        .tls(UpstreamTls.trusting(folder.resolve("elsewhere.pem")))
                        .start()) {
            assertThat(RawClient.exchange(balancer.port(), GET)).startsWith("HTTP/1.1 503 ");
        }
    }

    @Test
    void saysWhichCaFileHoldsNoCertificate() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        Path other = Files.writeString(folder.resolve("other.pem"), "-----BEGIN CERTIFICATE-----\nx\n");

        assertThatThrownBy(() -> UpstreamTls.trusting(empty))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("empty.pem must hold PEM certificates");
        assertThatThrownBy(() -> UpstreamTls.trusting(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("other.pem must hold PEM certificates");
    }

    private static HandlerBackend backend(String name) throws Exception {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(folder.resolve(name + ".p12").toString());
        tls.setKeyStorePassword("secret");
        tls.setSniRequired(false);
        return HandlerBackend.answering(
                (request, response, callback) -> Content.Sink.write(response, true, "over TLS", callback), tls);
    }

    private static void makeCertificate(String name, String alternativeName) throws Exception {
        String store = folder.resolve(name + ".p12").toString();
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=" + alternativeName,
                "-storetype",
                "PKCS12",
                "-keystore",
                store,
                "-storepass",
                "secret");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                name,
                "-keystore",
                store,
                "-storepass",
                "secret",
                "-file",
                folder.resolve(name + ".pem").toString());
    }

    private static void keytool(String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(arguments);
        builder.command()
                .add(
                        0,
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString());
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }
}
