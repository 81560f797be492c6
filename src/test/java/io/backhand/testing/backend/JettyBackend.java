package io.backhand.testing.backend;

import io.backhand.agent.AgentListener;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.ee11.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A backend on embedded Jetty, until it is told to stop. */
public final class JettyBackend {
    private static final Duration LAST_REQUESTS = Duration.ofSeconds(2);

    /** Within a request, where the machine may be slow; a short time-out is for connections between requests. */
    private static final Duration REQUEST_IDLE = Duration.ofSeconds(30);

    private JettyBackend() {}

    /** Runs it; the options are those of {@link BackendOptions}. */
    public static void main(String... args) throws Exception {
        BackendOptions options = BackendOptions.parse(args);
        Server server = new Server(new QueuedThreadPool(BackendOptions.MAX_REQUESTS, 8));
        server.addConnector(connector(server, options));
        server.setHandler(context(options));
        server.setStopTimeout(LAST_REQUESTS.toMillis());
        server.setStopAtShutdown(true);
        server.start();
        System.out.println(options.name() + " listens on " + options.port());
        server.join();
    }

    private static ServerConnector connector(Server server, BackendOptions options) {
        HttpConfiguration http = new HttpConfiguration();
        // Whatever target gets here is to be told of in /whoami.
        http.setUriCompliance(UriCompliance.UNSAFE);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(options.port());
        if (options.idleMillis() > 0) {
            connector.setIdleTimeout(options.idleMillis());
            http.setIdleTimeout(REQUEST_IDLE.toMillis());
            http.addCustomizer((request, headers) -> {
                headers.put(HttpHeader.KEEP_ALIVE, "timeout=" + options.idleMillis() / 1000);
                return request;
            });
        }
        return connector;
    }

    private static ServletContextHandler context(BackendOptions options) throws IOException {
        ServletContextHandler context = new ServletContextHandler("/");
        context.getServletHandler().setDecodeAmbiguousURIs(true);
        context.addServlet(new ServletHolder(new BackendServlet(options.name(), new Journal(options.journal()))), "/*");
        JettyWebSocketServletContainerInitializer.configure(
                context, (servletContext, container) -> container.addMapping("/ws", JettyEcho.class));
        if (options.hasAgent()) {
            InJvmAgent.settings(options).forEach(context::setInitParameter);
            context.addEventListener(new AgentListener());
        }
        return context;
    }
}
