package io.backhand.testing;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/**
 * A Tomcat whose sessions end with its {@code jvmRoute}. It answers {@code NAME COUNT URL}: how many requests of this
 * session it has had, and a URL that carries the session where the client sent no cookie.
 */
public final class SessionTomcat implements AutoCloseable {
    private final Tomcat tomcat;
    private final Connector connector;
    private boolean closed;

    private SessionTomcat(Tomcat tomcat, Connector connector) {
        this.tomcat = tomcat;
        this.connector = connector;
    }

    /** Starts one on a free port; its files go to the folder. */
    public static SessionTomcat start(String jvmRoute, Path folder) throws LifecycleException {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.resolve(jvmRoute).toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        tomcat.getEngine().setJvmRoute(jvmRoute);
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "counter", new Counter(jvmRoute));
        context.addServletMappingDecoded("/*", "counter");
        tomcat.start();
        return new SessionTomcat(tomcat, connector);
    }

    /** Where it listens. */
    public String url() {
        return "http://127.0.0.1:" + connector.getLocalPort();
    }

    /** Stops it, unless that was done before. */
    @Override
    public void close() throws LifecycleException {
        if (closed) {
            return;
        }
        closed = true;
        tomcat.stop();
        tomcat.destroy();
    }

    private static final class Counter extends HttpServlet {
        private static final long serialVersionUID = 1L;

        private final String name;

        Counter(String name) {
            this.name = name;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            HttpSession session = request.getSession();
            int count = session.getAttribute("count") instanceof Integer before ? before + 1 : 1;
            session.setAttribute("count", count);
            response.getWriter().print(name + " " + count + " " + response.encodeURL("/next"));
        }
    }
}
