package io.backhand.testing.backend;

import io.backhand.agent.AgentListener;
import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/**
 * A backend on embedded Tomcat, until it is told to stop. Who starts it gives it a {@code java.io.tmpdir} of its own
 * and clears it away.
 */
public final class TomcatBackend {
    private TomcatBackend() {}

    /** Runs it; the options are those of {@link BackendOptions}. */
    public static void main(String... args) throws Exception {
        BackendOptions options = BackendOptions.parse(args);
        Path base = Files.createTempDirectory("backhand-tomcat");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(base.toString());
        tomcat.setConnector(connector(options.port()));
        fill(tomcat.addContext("", null), options);
        tomcat.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(tomcat), "stop"));
        if (!tomcat.getConnector().getState().isAvailable()) {
            System.err.println(options.name() + " can't listen on " + options.port());
            System.exit(1);
        }
        System.out.println(options.name() + " listens on " + options.port());
        tomcat.getServer().await();
    }

    private static Connector connector(int port) {
        Connector connector = new Connector();
        connector.setPort(port);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxThreads", Integer.toString(BackendOptions.MAX_REQUESTS));
        // Whatever target gets here is to be told of in /whoami.
        connector.setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
        connector.setProperty("relaxedQueryChars", "\"<>[\\]^`{|}");
        connector.setEncodedSolidusHandling("passthrough");
        // Bodies of any size come and go over one connection.
        connector.setProperty("maxSwallowSize", "-1");
        connector.setProperty("maxKeepAliveRequests", "-1");
        return connector;
    }

    private static void fill(Context context, BackendOptions options) throws IOException {
        Tomcat.addServlet(context, "backend", new BackendServlet(options.name(), new Journal(options.journal())))
                .setAsyncSupported(true);
        context.addServletMappingDecoded("/*", "backend");
        context.addServletContainerInitializer(new WsSci(), Set.of());
        context.addServletContainerInitializer((classes, servletContext) -> addEcho(servletContext), Set.of());
        if (options.hasAgent()) {
            InJvmAgent.settings(options).forEach(context::addParameter);
            context.addApplicationListener(AgentListener.class.getName());
        }
    }

    private static void addEcho(ServletContext servletContext) {
        ServerContainer container =
                (ServerContainer) servletContext.getAttribute("jakarta.websocket.server.ServerContainer");
        try {
            container.addEndpoint(
                    ServerEndpointConfig.Builder.create(TomcatEcho.class, "/ws").build());
        } catch (DeploymentException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void stop(Tomcat tomcat) {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            System.err.println("stopping: " + e);
        }
    }
}
