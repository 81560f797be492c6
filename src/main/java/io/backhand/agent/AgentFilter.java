package io.backhand.agent;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Counts the requests of a web application that are under way, for its {@link AgentListener}: each from the moment it
 * gets here until it is answered, also where that happens asynchronously.
 *
 * <p>The listener puts it before all other filters by itself. Only where it can't, or the filter shall stand somewhere
 * else, {@code web.xml} maps it, to {@code /*} and with {@code async-supported}. Thread-safe.
 */
public final class AgentFilter implements Filter {
    private static final String COUNTED = AgentFilter.class.getName() + ".counted";

    private RequestGauge gauge = new RequestGauge();

    /** Made by the servlet container. */
    public AgentFilter() {}

    @Override
    public void init(FilterConfig config) throws ServletException {
        if (!(config.getServletContext().getAttribute(AgentListener.GAUGE) instanceof RequestGauge listenersGauge)) {
            throw new ServletException("AgentFilter counts for " + AgentListener.class.getName()
                    + ": name that as a listener in web.xml too");
        }
        gauge = listenersGauge;
        gauge.beginCounting();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // A request that is dispatched again (asynchronously, to an error page) is still the same request.
        if (request.getAttribute(COUNTED) != null) {
            chain.doFilter(request, response);
            return;
        }
        request.setAttribute(COUNTED, true);
        OneRequest counted = new OneRequest(gauge);
        try {
            chain.doFilter(request, response);
        } finally {
            if (request.isAsyncStarted()) {
                counted.endsWith(request);
            } else {
                counted.end();
            }
        }
    }

    /** One request under way; ends once, whoever says so. */
    private static final class OneRequest implements AsyncListener {
        private final RequestGauge gauge;
        private final AtomicBoolean ended = new AtomicBoolean();

        OneRequest(RequestGauge gauge) {
            this.gauge = gauge;
            gauge.requestBegins();
        }

        void endsWith(ServletRequest request) {
            try {
                request.getAsyncContext().addListener(this);
            } catch (IllegalStateException e) {
                // Another thread has completed it since.
                end();
            }
        }

        void end() {
            if (ended.compareAndSet(false, true)) {
                gauge.requestEnds();
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {
            end();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // The container completes it, or a servlet does, and says so.
        }

        @Override
        public void onError(AsyncEvent event) {
            // Completed after this too.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // A new round has no listeners until they are added anew.
            AsyncContext round = event.getAsyncContext();
            round.addListener(this);
        }
    }
}
