package io.backhand.status;

import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the balancer shows of itself, to whom it may: a page at {@code /}, {@code /api/servers} as JSON,
 * {@code /api/may-stop} and {@code /metrics} for Prometheus; and what an administrator may do ({@link AdminApi}).
 * Mounted at {@code /backhand/*}.
 *
 * <p>It needs a {@link StatusModel} in its context. Thread-safe once initialised; it waits for nothing but memory.
 */
public final class StatusServlet extends HttpServlet {
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private @Nullable StatusModel model;
    private @Nullable AdminApi admin;
    private String styleSheet = "";

    @Override
    public void init() throws UnavailableException {
        if (!(getServletContext().getAttribute(StatusModel.ATTRIBUTE) instanceof StatusModel found)) {
            throw new UnavailableException("servlet " + getServletName() + " needs the listener "
                    + "io.backhand.server.BackhandListener in its web application, which has not run");
        }
        model = found;
        admin = new AdminApi(found);
        styleSheet = readStyleSheet();
    }

    @Override
    protected void service(HttpServletRequest clientRequest, HttpServletResponse clientResponse) throws IOException {
        Viewer viewer = Viewer.of(clientRequest);
        if (model == null || admin == null || !model.access().permits(viewer)) {
            // As any path that leads nowhere, so that nobody learns there is something to see.
            clientResponse.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        secure(clientResponse);
        Optional<AdminApi.Act> act =
                Optional.ofNullable(clientRequest.getPathInfo()).flatMap(AdminApi.Act::of);
        if (act.isPresent()) {
            admin.answer(act.get(), clientRequest, viewer.client()).send(clientResponse);
        } else if (!READING.contains(clientRequest.getMethod())) {
            clientResponse.setHeader("Allow", "GET, HEAD");
            clientResponse.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        } else if (clientRequest.getPathInfo() == null) {
            clientResponse.setHeader("Location", clientRequest.getRequestURI() + "/");
            clientResponse.setStatus(HttpServletResponse.SC_FOUND);
        } else {
            show(clientRequest, clientResponse, model);
        }
    }

    private void show(HttpServletRequest clientRequest, HttpServletResponse clientResponse, StatusModel model)
            throws IOException {
        Answer answer = find(clientRequest, model);
        if (answer == null) {
            clientResponse.sendError(HttpServletResponse.SC_NOT_FOUND);
        } else {
            answer.send(clientResponse);
        }
    }

    private @Nullable Answer find(HttpServletRequest clientRequest, StatusModel model) {
        List<ServerRow> servers = ServerRow.of(model.cluster());
        boolean refreshing = !"off".equals(clientRequest.getParameter("refresh"));
        return switch (clientRequest.getPathInfo()) {
            case "/" -> Answer.document("text/html;charset=utf-8", StatusPage.of(model, servers, refreshing));
            case "/status.css" -> Answer.document("text/css;charset=utf-8", styleSheet);
            case "/api/servers" -> Answer.json(ServersJson.of(servers));
            case "/api/may-stop" ->
                new MayStop(model.cluster()).answer(valuesOf("server", clientRequest), valuesOf("path", clientRequest));
            case "/metrics" -> Answer.document(Metrics.CONTENT_TYPE, Metrics.of(model, servers));
            default -> null;
        };
    }

    private static List<String> valuesOf(String parameter, HttpServletRequest clientRequest) {
        String[] values = clientRequest.getParameterValues(parameter);
        return values == null ? List.of() : List.of(values);
    }

    /** Nothing here is to be kept, framed, or to load anything from elsewhere. */
    private static void secure(HttpServletResponse clientResponse) {
        clientResponse.setHeader("Cache-Control", "no-store");
        clientResponse.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
                        + "frame-ancestors 'none'");
        clientResponse.setHeader("X-Content-Type-Options", "nosniff");
        clientResponse.setHeader("Referrer-Policy", "no-referrer");
    }

    private static String readStyleSheet() {
        try (InputStream file = StatusServlet.class.getResourceAsStream("status.css")) {
            Objects.requireNonNull(file, "status.css is not beside its class");
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("status.css can't be read", e);
        }
    }
}
