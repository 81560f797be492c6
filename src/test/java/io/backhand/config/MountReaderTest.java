package io.backhand.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.routing.Route;
import io.backhand.routing.Route.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountReaderTest {
    private static final FunctionCatalogue FUNCTIONS = FunctionCatalogue.builtIns();
    private static final String MOUNT = MountReader.SERVLET_CLASS;

    @TempDir
    Path webapp;

    @Test
    void eachMappingOfAServletIsARouteByItsInitParams() throws Exception {
        Files.createDirectory(webapp.resolve("files"));
        Path webXml = webXml(
                """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
                  <servlet>
                    <servlet-name>app</servlet-name>
                    <servlet-class>
                      io.backhand.proxy.BackhandServlet
                    </servlet-class>
                    <init-param>
                      <param-name>chain</param-name>
                      <param-value>
                        byAge 5s

                        byRandom
                      </param-value>
                    </init-param>
                    <init-param>
                      <param-name>static</param-name>
                      <param-value> files </param-value>
                    </init-param>
                  </servlet>
                  <servlet>
                    <servlet-name>other</servlet-name>
                    <servlet-class>example.Other</servlet-class>
                    <init-param><param-name>chain</param-name><param-value>of its own</param-value></init-param>
                  </servlet>
                  <servlet-mapping>
                    <servlet-name>app</servlet-name>
                    <url-pattern>/app/*</url-pattern>
                    <url-pattern>/</url-pattern>
                  </servlet-mapping>
                  <servlet-mapping>
                    <servlet-name>other</servlet-name>
                    <url-pattern>*.jsp</url-pattern>
                  </servlet-mapping>
                </web-app>
                """);

        Map<String, List<Route>> mounts = mounts(webXml);

        assertThat(mounts).containsOnlyKeys("app");
        assertThat(mounts.get("app")).extracting(Route::path).containsExactly("/app", "/");
        assertThat(mounts.get("app")).allSatisfy(route -> {
            assertThat(route.chain().steps()).extracting(step -> step.text()).containsExactly("byAge 5s", "byRandom");
            assertThat(route.staticRoot()).contains(webapp.resolve("files"));
        });
    }

    @Test
    void everythingWrongIsToldWithTheLineItStandsOn() throws IOException {
        Path webXml = webXml(
                """
                <web-app>
                  <servlet>
                    <servlet-name>app</servlet-name>
                    <servlet-class>io.backhand.proxy.BackhandServlet</servlet-class>
                    <init-param>
                      <param-name>chain</param-name>
                      <param-value>
                        byAge 5s

                        byAge six
                        byAeg
                      </param-value>
                    </init-param>
                    <init-param>
                      <param-name>chian</param-name>
                      <param-value>byAge</param-value>
                    </init-param>
                    <init-param>
                      <param-name>path</param-name>
                      <param-value>/app</param-value>
                    </init-param>
                    <init-param><param-name>timeout</param-name><param-value>soon</param-value></init-param>
                  </servlet>
                  <servlet-mapping>
                    <servlet-name>app</servlet-name>
                    <url-pattern>/app</url-pattern>
                    <url-pattern>*.jsp</url-pattern>
                    <url-pattern>/backhand/*</url-pattern>
                    <url-pattern>/*</url-pattern>
                    <url-pattern>/</url-pattern>
                  </servlet-mapping>
                  <servlet>
                    <servlet-name>nowhere</servlet-name>
                    <servlet-class>io.backhand.proxy.BackhandServlet</servlet-class>
                  </servlet>
                </web-app>
                """);

        assertThatThrownBy(() -> mounts(webXml))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        """
                WEB:10: byAge takes a duration such as 6s, not "six"; usage: byAge [DURATION]
                WEB:11: unknown function "byAeg"; did you mean byAge?
                WEB:16: unknown key "chian" in servlet app; did you mean chain?
                WEB:20: path is no init-param: it is the url-pattern of the servlet-mapping
                WEB:22: a duration is a number with ms, s, m or h, such as 6s, and a year at most, not "soon"
                WEB:26: a mapping of BackhandServlet is /*, / or a path with all under it such as /app/*, not "/app"
                WEB:27: a mapping of BackhandServlet is /*, / or a path with all under it such as /app/*, not "*.jsp"
                WEB:28: path /backhand is the balancer's own status
                WEB:30: two mounts for /: the first is in line 29
                WEB:32: servlet nowhere has no servlet-mapping, such as /app/*"""
                                .replace("WEB", webXml.toString()));
    }

    @Test
    void aServletThatTheWebXmlDoesNotHaveIsToldWithoutALine() {
        ServletDeclaration declared =
                new ServletDeclaration("app", MOUNT, Map.of("chain", "byAeg\nbyRandom"), List.of("/app/*"));

        assertThatThrownBy(() -> new MountReader(FUNCTIONS, webapp, Limits.DEFAULT)
                        .read(List.of(declared), WebXml.unknown("WEB-INF/web.xml")))
                .hasMessage("WEB-INF/web.xml: unknown function \"byAeg\"; did you mean byAge?");
    }

    @Test
    void aContainersValueThatTheWebXmlDoesNotHaveIsToldWithoutALine() throws Exception {
        WebXml webXml = WebXml.read(
                webXml(
                        """
                <web-app><servlet><servlet-name>app</servlet-name>
                <servlet-class>io.backhand.proxy.BackhandServlet</servlet-class>
                <init-param><param-name>chain</param-name><param-value>byAge</param-value></init-param>
                </servlet></web-app>
                """));
        ServletDeclaration declared = new ServletDeclaration("app", MOUNT, Map.of("chain", "byAeg"), List.of("/app/*"));

        assertThatThrownBy(() -> new MountReader(FUNCTIONS, webapp, Limits.DEFAULT).read(List.of(declared), webXml))
                .hasMessageEndingWith("web.xml: unknown function \"byAeg\"; did you mean byAge?");
    }

    @Test
    void whatIsNotXmlIsToldWithItsLine() throws IOException {
        Path webXml = webXml("<web-app>\n<servlet>\n</web-app>\n");

        assertThatThrownBy(() -> WebXml.read(webXml))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(webXml + ":3: ");
    }

    @Test
    void nothingOutsideOfTheWebXmlIsRead() throws Exception {
        Files.writeString(webapp.resolve("secret"), "stolen");
        Path webXml = webXml(
                """
                <!DOCTYPE web-app SYSTEM "DIR/no-such.dtd" [<!ENTITY secret SYSTEM "DIR/secret">]>
                <web-app><context-param>
                <param-name>backhand.config</param-name><param-value>x&secret;</param-value>
                </context-param></web-app>
                """
                        .replace("DIR", webapp.toUri().toString()));

        assertThat(WebXml.read(webXml).sharedConfig()).contains("x");
    }

    @Test
    void theSharedFileIsThatOfTheContextParamAndItsProblemsAreToldWithThoseOfTheMounts() throws IOException {
        Path webXml = webXml(
                """
                <web-app>
                  <context-param>
                    <param-name>backhand.config</param-name>
                    <param-value>WEB-INF/backhand.toml</param-value>
                  </context-param>
                  <servlet>
                    <servlet-name>app</servlet-name>
                    <servlet-class>io.backhand.proxy.BackhandServlet</servlet-class>
                    <init-param><param-name>x</param-name><param-value>y</param-value></init-param>
                  </servlet>
                  <servlet-mapping>
                    <servlet-name>app</servlet-name>
                    <url-pattern>/app/*</url-pattern>
                  </servlet-mapping>
                </web-app>
                """);
        Path toml = Files.writeString(webapp.resolve("WEB-INF/backhand.toml"), "[status]\nhost = []\n[[route]]\n");

        assertThatThrownBy(() -> new WebappReader(FUNCTIONS).read(webapp, Optional.empty()))
                .hasMessageContainingAll(
                        toml + ":2: unknown key \"host\" in [status]; did you mean hosts?",
                        toml + ":3: no [[route]] where contexts are mounted in a web.xml, here " + webXml,
                        webXml + ":9: unknown key \"x\" in servlet app; known are");
    }

    @Test
    void aGivenFileTakesThePlaceOfTheContextParams() throws Exception {
        webXml(
                """
                <web-app>
                  <context-param>
                    <param-name>backhand.config</param-name><param-value>none.toml</param-value>
                  </context-param>
                  <servlet>
                    <servlet-name>app</servlet-name>
                    <servlet-class>io.backhand.proxy.BackhandServlet</servlet-class>
                  </servlet>
                  <servlet-mapping>
                    <servlet-name>app</servlet-name><url-pattern>/*</url-pattern>
                  </servlet-mapping>
                </web-app>
                """);
        Path toml = Files.writeString(webapp.resolve("given.toml"), "[status]\nhosts = [\"a\"]\n");

        BalancerConfig config = new WebappReader(FUNCTIONS).read(webapp, Optional.of(toml));

        assertThat(config.status().hosts()).containsExactly("a");
    }

    @Test
    void aWebappThatMountsNothingIsWrong() throws IOException {
        Path webXml = webXml("<web-app/>");

        assertThatThrownBy(() -> new WebappReader(FUNCTIONS).read(webapp, Optional.empty()))
                .hasMessage(webXml + ": mounts no servlet of class io.backhand.proxy.BackhandServlet");
    }

    private Map<String, List<Route>> mounts(Path webXml) throws ConfigException {
        WebXml read = WebXml.read(webXml);
        return new MountReader(FUNCTIONS, webapp, Limits.DEFAULT).read(read.servlets(), read);
    }

    private Path webXml(String text) throws IOException {
        Files.createDirectories(webapp.resolve("WEB-INF"));
        return Files.writeString(webapp.resolve("WEB-INF/web.xml"), text);
    }
}
