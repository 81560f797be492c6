package io.backhand.testing.backend;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a backend of the test cluster answers, by its path:
 *
 * <table>
 *   <caption>Paths</caption>
 *   <tr><td>{@code /whoami}</td><td>who answered, and the request as it came, in JSON</td></tr>
 *   <tr><td>{@code /echo}</td><td>the request's body</td></tr>
 *   <tr><td>{@code /digest}</td><td>SHA-256 of the request's body</td></tr>
 *   <tr><td>{@code /slow?ms=}</td><td>an answer after so long</td></tr>
 *   <tr><td>{@code /busy?ms=}</td><td>an answer after so long with a CPU at work</td></tr>
 *   <tr><td>{@code /status/NNN}</td><td>that status</td></tr>
 *   <tr><td>{@code /bytes?n=}</td><td>so many bytes of a {@link PatternStream}</td></tr>
 *   <tr><td>{@code /chunks?n=&ms=}</td><td>so many chunks, so far apart</td></tr>
 *   <tr><td>{@code /sse?n=&ms=}</td><td>so many server-sent events, so far apart</td></tr>
 *   <tr><td>{@code /cookie}</td><td>counts a client's visits in a cookie</td></tr>
 *   <tr><td>{@code /once?n=}</td><td>an answer when the request's body is read and {@code n} is in the
 *   {@link Journal}</td></tr>
 *   <tr><td>{@code /ws}</td><td>WebSocket echo; the container's own, not this servlet's</td></tr>
 *   <tr><td>{@code /control/slow?ms=}</td><td>from now on every other answer takes so much longer</td></tr>
 * </table>
 *
 * Any other path is 404. It listens on loopback only, so that anybody may ask anything of it.
 */
final class BackendServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final String STATUS = "/status/";

    private final String name;
    private final transient Journal journal;
    private final AtomicLong delayMillis = new AtomicLong();

    BackendServlet(String name, Journal journal) {
        this.name = name;
        this.journal = journal;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("X-Backend", name);
        try {
            if (request.getRequestURI().equals("/control/slow")) {
                delayMillis.set(Parameters.number(request, "ms", 0));
                text(response, name + " takes " + delayMillis + " ms longer");
            } else {
                Timed.pause(delayMillis.get());
                answer(request, response);
            }
        } catch (NumberFormatException e) {
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
            text(response, "a number was wanted: " + e.getMessage());
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        switch (path) {
            case "/whoami" -> WhoAmI.answer(name, request, response);
            case "/echo" -> Bodies.echo(request, response);
            case "/digest" -> Bodies.digest(request, response);
            case "/bytes" -> Bodies.pattern(request, response);
            case "/chunks" -> Timed.chunks(request, response);
            case "/sse" -> Timed.events(request, response);
            case "/socket" -> SocketPage.answer(response);
            case "/cookie" -> visit(request, response);
            case "/once" -> {
                request.getInputStream().transferTo(OutputStream.nullOutputStream());
                journal.add(Parameters.number(request, "n", 0));
                text(response, "once");
            }
            case "/slow" -> {
                Timed.pause(Parameters.number(request, "ms", 1000));
                text(response, "slow");
            }
            case "/busy" -> {
                Timed.burn(Parameters.number(request, "ms", 10));
                text(response, "busy");
            }
            default -> {
                boolean wanted = path.startsWith(STATUS);
                response.setStatus(wanted ? Integer.parseInt(path.substring(STATUS.length())) : 404);
                text(response, wanted ? "as you wish" : "no such path");
            }
        }
    }

    private void visit(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int visits = 1;
        if (request.getCookies() != null) {
            for (Cookie cookie : request.getCookies()) {
                if (cookie.getName().equals("visits")) {
                    visits = Integer.parseInt(cookie.getValue()) + 1;
                }
            }
        }
        response.addCookie(new Cookie("visits", Integer.toString(visits)));
        response.addCookie(new Cookie("backend", name));
        text(response, "visit " + visits + ", served by " + name);
    }

    private static void text(HttpServletResponse response, String line) throws IOException {
        response.setContentType("text/plain");
        PrintWriter out = response.getWriter();
        out.println(line);
    }
}
