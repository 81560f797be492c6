package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.config.BalancerConfig;
import io.backhand.config.ConfigReader;
import io.backhand.server.front.FrontHandler;
import io.backhand.testing.RawBackend;
import io.backhand.testing.RawClient;
import io.backhand.testing.TestCertificate;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which mount a path leads to, whichever way the request goes, straight to the engine or through the servlet context.
 * Mounts are the root, {@code /app} and {@code /app/admin}, as routes of a file and as servlets of a {@code web.xml};
 * each has a backend of its own, that says its name and the target it saw. To {@code /app/admin} nobody may come: by
 * the chain {@code off} in the file, by a constraint in {@code web.xml}. There, too, a filter stands before
 * {@code /app/filtered}, and another servlet has {@code /app/exact} and all that ends in {@code .jsp}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
abstract class PathTrapsSuite {
    private final List<RawBackend> backends = List.of(backend("root"), backend("app"), backend("admin"));
    private final boolean straight;
    private EmbeddedServer byFile;
    private EmbeddedServer byWebXml;
    private TestCertificate certificate;

    /** @param straight whether requests may go straight to the engine */
    PathTrapsSuite(boolean straight) {
        this.straight = straight;
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        certificate = TestCertificate.make(folder, "own", "EC");
        System.setProperty(FrontHandler.PROPERTY, String.valueOf(straight));
        try {
            byFile = EmbeddedServer.start(read(folder, sharedToml() + routesToml()), Optional.empty());
            Path webapp = folder.resolve("webapp");
            Files.createDirectories(webapp.resolve("WEB-INF"));
            Files.writeString(webapp.resolve("WEB-INF/web.xml"), WEB_XML);
            byWebXml = EmbeddedServer.start(read(folder, sharedToml()), Optional.of(webapp));
        } finally {
            System.clearProperty(FrontHandler.PROPERTY);
        }
    }

    @AfterAll
    void stop() throws IOException {
        byFile.stop();
        byWebXml.stop();
        for (RawBackend backend : backends) {
            backend.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/, root",
        "/x, root",
        "//x, root",
        "/app, app",
        "/app/, app",
        "/app?x=/app/admin, app",
        "/app/x, app",
        "/app//x, app",
        "/app/x%2fy, app",
        "/app/x%2Fy//z, app",
        "/app/x%20y, app",
        "/app/%C3%A4, app",
        "/%61pp, app",
        "/app;x, app",
        "/app;x/y, app",
        "/app/;x, app",
        "/x/../app/y, app",
        "/app/./x, app",
        "/app/admin/../x, app",
        "/app/../x, root",
        "/appx, root",
        "/APP/admin, root",
        "/app%20/admin, root",
        "/app/administrator, app",
        "/backhandx, root"
    })
    void leadsWhereTheCanonicalPathBelongs(String target, String backend) throws Exception {
        assertThat(get(byFile, target)).isEqualTo(backend + " saw " + target);
        assertThat(get(byWebXml, target)).isEqualTo(backend + " saw " + target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/app/admin",
                "/app/admin/",
                "/app/admin/x",
                "/app/admin?x",
                "/app/%61dmin",
                "/%61pp/%61dmin/x",
                "/app/admin;x",
                "/app;x/admin/y",
                "/app/admin;x/y",
                "/app/x/../admin",
                "/app/./admin",
                "/app/admin/.",
                "/app/admin/x/..",
                "/x/../app/admin",
                "/app/admin//x"
            })
    void letsNobodyWhereNobodyMayCome(String target) throws Exception {
        assertThat(get(byFile, target)).isEqualTo("404");
        assertThat(get(byWebXml, target)).isEqualTo("403");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//app",
                "//app/x",
                "//app/admin",
                "///app//admin",
                "/app//admin",
                "/app//admin/x",
                "/app%2fx",
                "/app%2Fadmin",
                "/app/admin%2fx",
                "/%2fapp/admin",
                "/app/..%2fadmin",
                "/app/x%2f..%2fadmin",
                "/app%2f../admin",
                "/app/%2e%2e/admin",
                "/app/%2e/admin",
                "/app/.%2e/x",
                "/app/..;/admin",
                "/app/..;x=1/admin",
                "/app/%2561dmin",
                "/app/100%25",
                "/app/%00",
                "/app/admin%00",
                "/app/admin%5cx",
                "/app\\admin",
                "/app/%c0%ae%c0%ae/admin",
                "/../app/admin/../../..",
                "//backhand/api/servers",
                "app",
                "*",
                "?x",
                "/app/%zz"
            })
    void refusesWhatABackendMayReadOtherwise(String target) throws Exception {
        assertThat(get(byFile, target)).isEqualTo("400");
        assertThat(get(byWebXml, target)).isEqualTo("400");
    }

    @Test
    void servesTheStatusItself() throws Exception {
        for (String target : List.of("/backhand/api/servers", "/%62ackhand/api/servers", "/app/../backhand/")) {
            assertThat(get(byFile, target)).isEqualTo("200");
            assertThat(get(byWebXml, target)).isEqualTo("200");
        }
    }

    @Test
    void takesATargetWithTheAuthorityInIt() throws Exception {
        for (EmbeddedServer server : List.of(byFile, byWebXml)) {
            assertThat(get(server, "http://localhost/app/x?y")).isEqualTo("app saw /app/x?y");
            assertThat(get(server, "http://localhost")).isEqualTo("root saw /");
            assertThat(get(server, "http://localhost/app/..;/admin")).isEqualTo("400");
        }
        assertThat(get(byFile, "http://localhost/app/admin")).isEqualTo("404");
        assertThat(get(byWebXml, "http://localhost/app/admin")).isEqualTo("403");
    }

    @Test
    void takesALongPathAndRefusesOneThatIsTooLong() throws Exception {
        for (EmbeddedServer server : List.of(byFile, byWebXml)) {
            String target = "/app/" + "x".repeat(8_000);
            assertThat(get(server, target)).isEqualTo("app saw " + target);
            assertThat(get(server, "/app/" + "x".repeat(40_000))).isEqualTo("414");
        }
    }

    @Test
    void answersOptionsOfTheServerItself() throws Exception {
        for (EmbeddedServer server : List.of(byFile, byWebXml)) {
            assertThat(answer(server, "OPTIONS * HTTP/1.1")).isEqualTo("200");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/app/exact, another servlet",
        "/app/%65xact, another servlet",
        "/app/exact;x, another servlet",
        "/app/exact/, app saw /app/exact/",
        "/page.jsp, root saw /page.jsp",
        "/app/filtered, filtered",
        "/app/filtered/x, filtered",
        "/app/%66iltered/x, filtered",
        "/app/filtered;x/y, filtered",
        "/app/x/../filtered, filtered",
        "/app//filtered, 400",
        "/app/filtered%2fx, 400",
        "/x/any.filtered, filtered",
        "/app/any.filtere%64, filtered",
        "/app/any.filteredx, app saw /app/any.filteredx"
    })
    void asksTheOtherServletsAndFiltersOfAWebXml(String target, String answer) throws Exception {
        assertThat(get(byWebXml, target)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "/app/x, app saw /app/x",
        "/%61pp;x/y, app saw /%61pp;x/y",
        "/app//x, app saw /app//x",
        "/app/admin, 403",
        "/app/%61dmin/x, 403",
        "/app/admin;x, 403",
        "//app/admin, 400",
        "/app/admin%2fx, 400",
        "/app/filtered/x, filtered"
    })
    void isTheSameOverHttp2(String target, String answer) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(certificate.sslContext())
                .build();
        URI uri = URI.create(byWebXml.urls().get(1) + target);

        HttpResponse<String> response = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());

        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.statusCode() == 200 ? response.body() : String.valueOf(response.statusCode()))
                .isEqualTo(answer);
    }

    /** The body of a good answer from a backend or a servlet of the test's, the status of others. */
    private static String get(EmbeddedServer server, String target) throws IOException {
        return answer(server, "GET " + target + " HTTP/1.1");
    }

    private static String answer(EmbeddedServer server, String requestLine) throws IOException {
        int port = URI.create(server.urls().get(0)).getPort();
        String response = RawClient.exchange(port, requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        String status = response.split(" ", 3)[1];
        boolean ours = response.contains("\r\nTold: ");
        return ours ? response.substring(response.indexOf("\r\n\r\n") + 4) : status;
    }

    private BalancerConfig read(Path folder, String toml) throws Exception {
        Path file = Files.writeString(folder.resolve("backhand.toml"), toml);
        return new ConfigReader(FunctionCatalogue.load(getClass().getClassLoader())).read(file);
    }

    private String sharedToml() {
        StringBuilder toml = new StringBuilder("[heartbeats]\nlisten = []\n");
        Map<String, RawBackend> named = new LinkedHashMap<>();
        named.put("root", backends.get(0));
        named.put("app", backends.get(1));
        named.put("admin", backends.get(2));
        named.forEach((name, backend) ->
                toml.append("[[backend]]\nname = \"%s\"\nurl = \"%s\"\n".formatted(name, backend.url())));
        toml.append("[[listen]]\nhttp = \"127.0.0.1:0\"\n");
        toml.append("[[listen]]\nhttps = \"127.0.0.1:0\"\ncertificate = \"%s\"\nkey = \"%s\"\n"
                .formatted(certificate.certificate(), certificate.key()));
        return toml.toString();
    }

    private static String routesToml() {
        return """
                [[route]]
                path = "/"
                chain = ["byHostname ^root$"]
                [[route]]
                path = "/app"
                chain = ["byHostname ^app$"]
                [[route]]
                path = "/app/admin"
                chain = ["off"]
                """;
    }

    private static final String WEB_XML =
            """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1" metadata-complete="true">
              <filter><filter-name>f</filter-name><filter-class>%1$s$Filtered</filter-class></filter>
              <filter-mapping>
                <filter-name>f</filter-name>
                <url-pattern>/app/filtered/*</url-pattern>
                <url-pattern>*.filtered</url-pattern>
              </filter-mapping>
              <servlet>
                <servlet-name>other</servlet-name><servlet-class>%1$s$Other</servlet-class>
              </servlet>
              <servlet-mapping>
                <servlet-name>other</servlet-name>
                <url-pattern>/app/exact</url-pattern>
                <url-pattern>*.jsp</url-pattern>
              </servlet-mapping>
              %2$s
              <security-constraint>
                <web-resource-collection>
                  <web-resource-name>admin</web-resource-name>
                  <url-pattern>/app/admin/*</url-pattern>
                </web-resource-collection>
                <auth-constraint/>
              </security-constraint>
            </web-app>
            """
                    .formatted(
                            PathTrapsSuite.class.getName(),
                            mount("root", "/*") + mount("app", "/app/*") + mount("admin", "/app/admin/*"));

    private static String mount(String name, String pattern) {
        return """
              <servlet>
                <servlet-name>%1$s</servlet-name><servlet-class>io.backhand.proxy.BackhandServlet</servlet-class>
                <init-param><param-name>chain</param-name><param-value>byHostname ^%1$s$</param-value></init-param>
              </servlet>
              <servlet-mapping>
                <servlet-name>%1$s</servlet-name><url-pattern>%2$s</url-pattern>
              </servlet-mapping>
              """
                .formatted(name, pattern);
    }

    private static RawBackend backend(String name) {
        try {
            return RawBackend.start(wire -> {
                for (String head = wire.readHead(); !head.isEmpty(); head = wire.readHead()) {
                    String body = name + " saw " + head.split(" ", 3)[1];
                    wire.write(
                            "HTTP/1.1 200 OK\r\nTold: by it\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A filter that lets nobody past. */
    public static final class Filtered extends HttpFilter {
        private static final long serialVersionUID = 1;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException {
            tell(response, "filtered");
        }
    }

    /** A servlet that is no mount. */
    public static final class Other extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            tell(response, "another servlet");
        }
    }

    private static void tell(HttpServletResponse response, String text) throws IOException {
        response.setHeader("Told", "by us");
        response.getWriter().write(text);
    }
}
