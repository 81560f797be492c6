package io.backhand.server;

import io.backhand.status.StatusModel;
import io.backhand.status.StatusServlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;

/**
 * Brings the balancer into a web application: in any Jetty 12.1 with ee11, a stock one or our own.
 *
 * <p>One instance serves one context.
 */
public final class BackhandListener implements ServletContextListener {
    private static final String STATUS_PATTERN = "/backhand/*";

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        BalancerRuntime runtime = (BalancerRuntime) context.getAttribute(BalancerRuntime.ATTRIBUTE);
        context.setAttribute(StatusModel.ATTRIBUTE, runtime.status());
        context.addServlet("backhand-status", StatusServlet.class).addMapping(STATUS_PATTERN);
        context.addServlet("backhand-not-found", NotFoundServlet.class).addMapping("/*");
    }
}
