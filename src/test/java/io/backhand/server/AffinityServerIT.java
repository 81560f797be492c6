package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.config.ConfigReader;
import io.backhand.selectors.Tricks;
import io.backhand.testing.RawBackend;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cookie of a route by a whole balancer, over TLS, and by two that share a key file. */
@Timeout(60)
class AffinityServerIT {
    private static final int CLIENTS = 12;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void theCookieIsForTheRouteAndOverTlsForTlsAlone(HttpClient.Version version) throws Exception {
        String route = "[[route]]\npath = \"/app\"\nchain = [\"byAge\", \"byCookie shop\", \"byInFlight\"]\n";
        try (RawBackend backend = naming("b0");
                OwnServer server = OwnServer.withRoutes(folder, backend.url(), route)) {
            HttpClient client = server.client(version);

            assertThat(setCookie(client, server.https("/app/x")))
                    .matches("shop=[A-Za-z0-9_-]{33}; Path=/app; HttpOnly; SameSite=Lax; Secure");
            assertThat(setCookie(client, server.http("/app/x"))).endsWith("; Path=/app; HttpOnly; SameSite=Lax");
        }
    }

    @Test
    void balancersThatShareAKeyFileSendAClientToTheSameServer() throws Exception {
        Path key = Files.writeString(folder.resolve("cluster.key"), "0f".repeat(32) + "\n");
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        }
        try (RawBackend alpha = naming("b0");
                RawBackend beta = naming("b1")) {
            EmbeddedServer one = balancer(alpha, beta);
            EmbeddedServer other = balancer(alpha, beta);
            try {
                for (int i = 0; i < CLIENTS; i++) {
                    HttpResponse<String> first = get(one, "a=b");
                    String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();
                    String sent = cookie.substring(0, cookie.indexOf(';'));
                    HttpResponse<String> second = get(other, sent);

                    assertThat(second.body()).isEqualTo(first.body());
                    assertThat(second.headers().firstValue("Set-Cookie")).isEmpty();
                }
            } finally {
                one.stop();
                other.stop();
            }
        }
    }

    private EmbeddedServer balancer(RawBackend alpha, RawBackend beta) throws Exception {
        Path toml = Files.writeString(
                folder.resolve("backhand.toml"),
                """
                [heartbeats]
                listen = []
                key-file = "cluster.key"
                [[backend]]
                name = "alpha"
                url = "%s"
                [[backend]]
                name = "beta"
                url = "%s"
                [[listen]]
                http = "127.0.0.1:0"
                [[route]]
                path = "/"
                chain = ["byCookie", "byRandom"]
                """
                        .formatted(alpha.url(), beta.url()));
        ConfigReader reader = new ConfigReader(FunctionCatalogue.builtIns());
        return EmbeddedServer.start(reader.read(toml), Optional.empty(), Tricks.all());
    }

    private static RawBackend naming(String name) throws Exception {
        return RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + name);
    }

    private static String setCookie(HttpClient client, URI uri) throws Exception {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow();
    }

    private static HttpResponse<String> get(EmbeddedServer server, String cookies) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.urls().get(0)))
                .header("Cookie", cookies)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
