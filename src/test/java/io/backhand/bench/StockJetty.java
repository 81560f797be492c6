package io.backhand.bench;

import io.backhand.testing.cluster.Artifacts;
import io.backhand.testing.cluster.FreePorts;
import io.backhand.testing.cluster.OwnProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Web applications in the {@code webapps} folder of an unpacked stock Jetty. */
enum StockJetty implements Contestant {
    BACKHAND("war-backhand") {
        @Override
        List<String> deploy(Site site, Path folder, Path webapps) throws IOException {
            Files.copy(Artifacts.war(), webapps.resolve("backhand.war"));
            Path config = folder.resolve("backhand.toml");
            Files.writeString(config, BackhandProxy.shared(site.backends()));
            return List.of("-Dbackhand.config=" + config);
        }
    },

    ASYNC_PROXY_SERVLET("war-asyncproxy") {
        /** What a web application can't see of its server. */
        private static final Pattern LIBRARIES = Pattern.compile(
                "jetty-(ee11-proxy|client|http|io|util|alpn-client|compression-common|compression-gzip)-1.*\\.jar"
                        + "|slf4j-api-.*\\.jar");

        @Override
        List<String> deploy(Site site, Path folder, Path webapps) throws IOException {
            Path webInf = Files.createDirectories(webapps.resolve("root/WEB-INF"));
            Path lib = Files.createDirectory(webInf.resolve("lib"));
            for (Path jar : libraries()) {
                Files.copy(jar, lib.resolve(jar.getFileName()));
            }
            copyServlet(webInf.resolve("classes"));
            String backends = site.backends().stream().map(Object::toString).collect(Collectors.joining(" "));
            Files.writeString(webInf.resolve("web.xml"), webXml(backends));
            return List.of();
        }

        private List<Path> libraries() throws IOException {
            try (Stream<Path> jars = Files.list(Path.of("target/test-lib"))) {
                return jars.filter(jar -> LIBRARIES
                                .matcher(String.valueOf(jar.getFileName()))
                                .matches())
                        .toList();
            }
        }

        private void copyServlet(Path classes) throws IOException {
            String name = RoundRobinProxyServlet.class.getName().replace('.', '/') + ".class";
            Path to = classes.resolve(name);
            Files.createDirectories(to.resolveSibling("."));
            try (InputStream in = StockJetty.class.getClassLoader().getResourceAsStream(name)) {
                if (in == null) {
                    throw new IOException(name + " is missing");
                }
                Files.copy(in, to);
            }
        }

        private String webXml(String backends) {
            return """
                    <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1">
                      <servlet>
                        <servlet-name>proxy</servlet-name>
                        <servlet-class>%s</servlet-class>
                        <init-param><param-name>backends</param-name><param-value>%s</param-value></init-param>
                        <async-supported>true</async-supported>
                      </servlet>
                      <servlet-mapping>
                        <servlet-name>proxy</servlet-name>
                        <url-pattern>/*</url-pattern>
                      </servlet-mapping>
                    </web-app>
                    """
                    .formatted(RoundRobinProxyServlet.class.getName(), backends);
        }
    };

    private static final Duration SETUP = Duration.ofSeconds(60);

    private final String label;

    StockJetty(String label) {
        this.label = label;
    }

    /** Puts it into the folder, and tells the system properties it wants. */
    abstract List<String> deploy(Site site, Path folder, Path webapps) throws IOException;

    @Override
    public Proxy start(Site site) throws IOException {
        Path folder = site.folderOf(label);
        Path base = Files.createDirectories(folder.resolve("base"));
        String startJar = jettyHome().resolve("start.jar").toString();
        String inBase = "jetty.base=" + base;
        List<String> addModules = List.of(site.java(), "-jar", startJar, inBase, "--add-modules=http,ee11-deploy");
        try (OwnProcess setup = OwnProcess.start("setup", folder, addModules)) {
            if (setup.awaitExit(SETUP) != 0) {
                throw new IOException(setup.output());
            }
        }
        int http = FreePorts.next();
        List<String> command = new ArrayList<>(List.of(site.java()));
        command.addAll(Site.JVM_FLAGS);
        command.addAll(deploy(site, folder, base.resolve("webapps")));
        command.addAll(List.of("-jar", startJar, inBase, "jetty.http.host=127.0.0.1", "jetty.http.port=" + http));
        return new Proxy(OwnProcess.start(label, folder, Processors.proxy(command)), http, 0);
    }

    private static Path jettyHome() throws IOException {
        try (Stream<Path> unpacked = Files.list(Path.of("target/jetty-home"))) {
            return unpacked.filter(Files::isDirectory)
                    .findFirst()
                    .orElseThrow(() -> new IOException("target/jetty-home is empty"))
                    .toAbsolutePath();
        }
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public boolean takes(Scenario scenario) {
        return scenario == Scenario.WAR;
    }

    @Override
    public boolean isJava() {
        return true;
    }
}
