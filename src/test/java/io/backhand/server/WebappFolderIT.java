package io.backhand.server;

import io.backhand.testing.cluster.Artifacts;
import io.backhand.testing.cluster.OwnProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code java -jar backhand.war --webapp DIR}, the three contexts in the folder's {@code web.xml}. */
class WebappFolderIT extends ThreeContextsSuite {
    private static final String WEB_XML =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1" metadata-complete="true">
              <context-param>
                <param-name>backhand.config</param-name>
                <param-value>shared.toml</param-value>
              </context-param>
              <listener>
                <listener-class>io.backhand.server.BackhandListener</listener-class>
              </listener>
              <servlet>
                <servlet-name>nobody</servlet-name>
                <servlet-class>io.backhand.proxy.BackhandServlet</servlet-class>
                <init-param>
                  <param-name>chain</param-name>
                  <param-value>off</param-value>
                </init-param>
                <async-supported>true</async-supported>
              </servlet>
              <servlet>
                <servlet-name>alphaAlone</servlet-name>
                <servlet-class>io.backhand.proxy.BackhandServlet</servlet-class>
                <init-param>
                  <param-name>chain</param-name>
                  <param-value>
                    byHostname ^alpha$
                    byRandom
                  </param-value>
                </init-param>
                <async-supported>true</async-supported>
              </servlet>
              <servlet>
                <servlet-name>anybody</servlet-name>
                <servlet-class>io.backhand.proxy.BackhandServlet</servlet-class>
                <init-param>
                  <param-name>static</param-name>
                  <param-value>%s</param-value>
                </init-param>
              </servlet>
              <servlet-mapping>
                <servlet-name>nobody</servlet-name>
                <url-pattern>/off/*</url-pattern>
              </servlet-mapping>
              <servlet-mapping>
                <servlet-name>alphaAlone</servlet-name>
                <url-pattern>/alpha/*</url-pattern>
              </servlet-mapping>
              <servlet-mapping>
                <servlet-name>anybody</servlet-name>
                <url-pattern>/app/*</url-pattern>
              </servlet-mapping>
            </web-app>
            """;

    private @Nullable OwnProcess process;

    @Override
    int start(Path folder) throws Exception {
        Path webapp = folder.resolve("webapp");
        Files.createDirectories(webapp.resolve("WEB-INF"));
        Files.writeString(webapp.resolve("WEB-INF/web.xml"), WEB_XML.formatted(staticRoot(folder)));
        Files.writeString(webapp.resolve("shared.toml"), sharedToml(folder) + listenToml());
        process = OwnProcess.start(
                "balancer",
                folder,
                List.of(Artifacts.java(), "-jar", Artifacts.war().toString(), "--webapp", webapp.toString()));
        process.awaitOutput("ready: listens on", START);
        return portIn(process, "ready: listens on http://127.0.0.1:(\\d+)");
    }

    @Override
    void stop() {
        if (process != null) {
            process.close();
        }
    }
}
