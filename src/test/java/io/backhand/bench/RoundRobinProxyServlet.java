package io.backhand.bench;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee11.proxy.AsyncProxyServlet;

/** Jetty's own proxy servlet, taking turns among backends; init-param {@code backends} has their ports. */
public final class RoundRobinProxyServlet extends AsyncProxyServlet {
    private static final long serialVersionUID = 1L;

    private final AtomicInteger turn = new AtomicInteger();
    private String[] backends = {};

    @Override
    public void init(ServletConfig config) throws ServletException {
        backends = config.getInitParameter("backends").split(" ", -1);
        super.init(config);
    }

    @Override
    protected String rewriteTarget(HttpServletRequest clientRequest) {
        String backend = backends[Math.floorMod(turn.getAndIncrement(), backends.length)];
        return "http://127.0.0.1:" + backend + clientRequest.getRequestURI();
    }
}
