package io.backhand.agent;

import jakarta.servlet.http.HttpServlet;
import java.nio.file.Path;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The servlet containers the agent is tried in, each with one application that has the agent's listener. */
enum Container {
    JETTY {
        @Override
        Running start(HttpServlet servlet, Map<String, String> params, Path folder) throws Exception {
            Server server = new Server();
            ServerConnector connector = new ServerConnector(server);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            ServletContextHandler context = new ServletContextHandler("/");
            params.forEach(context::setInitParameter);
            ServletHolder holder = new ServletHolder(servlet);
            holder.setAsyncSupported(true);
            context.addServlet(holder, "/*");
            context.addEventListener(new AgentListener());
            server.setHandler(context);
            server.start();
            return new Running("http://127.0.0.1:" + connector.getLocalPort(), server::stop);
        }
    },
    TOMCAT {
        @Override
        Running start(HttpServlet servlet, Map<String, String> params, Path folder) throws Exception {
            Tomcat tomcat = new Tomcat();
            tomcat.setBaseDir(folder.toString());
            Connector connector = new Connector();
            connector.setPort(0);
            connector.setProperty("address", "127.0.0.1");
            tomcat.setConnector(connector);
            Context context = tomcat.addContext("", null);
            params.forEach(context::addParameter);
            Tomcat.addServlet(context, "held", servlet).setAsyncSupported(true);
            context.addServletMappingDecoded("/*", "held");
            context.addApplicationListener(AgentListener.class.getName());
            tomcat.start();
            return new Running("http://127.0.0.1:" + connector.getLocalPort(), () -> {
                tomcat.stop();
                tomcat.destroy();
            });
        }
    };

    /** Starts it on a port of its own. */
    abstract Running start(HttpServlet servlet, Map<String, String> params, Path folder) throws Exception;

    /** A container that runs. */
    record Running(String url, AutoCloseable stop) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            stop.close();
        }
    }
}
