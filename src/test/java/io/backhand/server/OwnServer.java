package io.backhand.server;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.config.ConfigReader;
import io.backhand.selectors.Tricks;
import io.backhand.testing.TestCertificate;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** The server of {@code java -jar} in this JVM, before one backend, with a listener for HTTP and one for HTTPS. */
record OwnServer(EmbeddedServer server, TestCertificate certificate) implements AutoCloseable {
    /** Serves every path from the backend. */
    static OwnServer start(Path folder, String backendUrl, Tricks tricks) throws Exception {
        return start(folder, backendUrl, "", Optional.empty(), tricks);
    }

    /** Serves what the routes say, in the words of the configuration. */
    static OwnServer withRoutes(Path folder, String backendUrl, String routes) throws Exception {
        return withTables(folder, backendUrl, routes, Tricks.all());
    }

    /** Does what these tables say besides, such as a third listener. */
    static OwnServer withTables(Path folder, String backendUrl, String tables, Tricks tricks) throws Exception {
        return start(folder, backendUrl, tables, Optional.empty(), tricks);
    }

    /** Serves what the descriptor says. */
    static OwnServer withWebXml(Path folder, String backendUrl, String webXml) throws Exception {
        return withWebXml(folder, backendUrl, "", webXml);
    }

    /** The same with more in the configuration. */
    static OwnServer withWebXml(Path folder, String backendUrl, String more, String webXml) throws Exception {
        Path webapp = folder.resolve("webapp");
        Files.createDirectories(webapp.resolve("WEB-INF"));
        Files.writeString(webapp.resolve("WEB-INF/web.xml"), webXml);
        return start(folder, backendUrl, more, Optional.of(webapp), Tricks.all());
    }

    private static OwnServer start(Path folder, String backendUrl, String routes, Optional<Path> webapp, Tricks tricks)
            throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "own", "EC");
        Path toml = Files.writeString(folder.resolve("backhand.toml"), toml(backendUrl, certificate) + routes);
        ConfigReader reader = new ConfigReader(FunctionCatalogue.load(OwnServer.class.getClassLoader()));
        return new OwnServer(EmbeddedServer.start(reader.read(toml), webapp, tricks), certificate);
    }

    /** Its plain port. */
    int port() {
        return http("/").getPort();
    }

    URI http(String path) {
        return uri(0, path);
    }

    URI https(String path) {
        return uri(1, path);
    }

    /** A client that trusts its certificate. */
    HttpClient client(HttpClient.Version version) throws GeneralSecurityException {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(certificate.sslContext())
                .build();
    }

    private URI uri(int listener, String path) {
        return URI.create(server.urls().get(listener).replace("127.0.0.1", "localhost") + path);
    }

    @Override
    public void close() {
        server.stop();
    }

    private static String toml(String backendUrl, TestCertificate certificate) {
        return """
                [heartbeats]
                listen = []
                [[backend]]
                name = "alpha"
                url = "%s"
                [[listen]]
                http = "127.0.0.1:0"
                [[listen]]
                https = "127.0.0.1:0"
                certificate = "%s"
                key = "%s"
                """
                .formatted(backendUrl, certificate.certificate(), certificate.key());
    }
}
