package io.backhand.server;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Answers what no route covers. Without it a container would show the files of the web application, its own
 * classes among them.
 */
public final class NotFoundServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest clientRequest, HttpServletResponse clientResponse) throws IOException {
        clientResponse.sendError(HttpServletResponse.SC_NOT_FOUND);
    }
}
