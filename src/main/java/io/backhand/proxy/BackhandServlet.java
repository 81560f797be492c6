package io.backhand.proxy;

import io.backhand.routing.Route;
import io.backhand.routing.Routes;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.ee11.servlet.ServletChannel;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.ee11.servlet.ServletContextResponse;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * Balances the requests of its servlet-mappings. It takes them from the servlet API at once, and gives the engine
 * Jetty's own request and response beneath.
 *
 * <p>It has to support async, and needs {@code io.backhand.server.BackhandListener} in the same web application.
 */
public final class BackhandServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private transient @Nullable Engine engine;
    private transient Routes routes = new Routes(List.of());
    private final transient IdentityHashMap<Route, Mount> mounts = new IdentityHashMap<>();
    private transient Optional<String> selfDispatch = Optional.empty();

    /** Whether others of the web application may wait for something when a request ends; null until the first one. */
    private transient volatile @Nullable Boolean othersMayBlock;

    @Override
    public void init() throws ServletException {
        if (!(getServletContext().getAttribute(Mounts.KEY) instanceof Mounts configured)) {
            throw new UnavailableException("servlet " + getServletName()
                    + " needs the listener io.backhand.server.BackhandListener in web.xml");
        }
        List<Mount> own = configured.byServlet().getOrDefault(getServletName(), List.of());
        own.forEach(mount -> mounts.put(mount.route(), mount));
        routes = new Routes(own.stream().map(Mount::route).toList());
        selfDispatch = configured.selfDispatch();
        engine = configured.engine();
    }

    /** Takes every method, as the client wrote it. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        ServletContextRequest contextRequest = ServletContextRequest.getServletContextRequest(request);
        Mount mount = routes.match(contextRequest.getDecodedPathInContext())
                .map(mounts::get)
                .orElse(null);
        Engine handedOver = engine;
        if (mount == null || handedOver == null) {
            response.sendError(HttpStatus.NOT_FOUND_404);
            return;
        }
        ServletChannel channel = contextRequest.getServletChannel();
        WatchedRequest clientRequest = WatchedRequest.of(beneath(channel.getRequest()));
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(0);
        handedOver.handle(
                mount,
                clientRequest,
                beneath(channel.getResponse()),
                new Completion(async, channel, mayOthersBlock()),
                selfDispatch.map(servletName -> callback -> dispatch(servletName, async, callback)));
    }

    /** Looked at when all has started, which is when requests come. */
    private boolean mayOthersBlock() {
        Boolean known = othersMayBlock;
        if (known == null) {
            known = Bystanders.mayBlockAtTheEnd(ServletContextHandler.getServletContextHandler(getServletContext()));
            othersMayBlock = known;
        }
        return known;
    }

    /** What Jetty's servlet layer wraps; what a filter of the server wrapped stays. */
    private static Request beneath(Request request) {
        return request instanceof ServletContextRequest wrapper ? wrapper.getWrapped() : request;
    }

    private static Response beneath(Response response) {
        return response instanceof ServletContextResponse wrapper ? wrapper.getWrapped() : response;
    }

    private void dispatch(String servletName, AsyncContext async, Callback callback) {
        async.start(() -> {
            try {
                RequestDispatcher dispatcher = getServletContext().getNamedDispatcher(servletName);
                if (dispatcher == null) {
                    throw new ServletException("no servlet is named " + servletName);
                }
                dispatcher.forward(async.getRequest(), async.getResponse());
                callback.succeeded();
            } catch (ServletException | IOException | RuntimeException | Error e) {
                // An error too: nobody else would ever end the request.
                callback.failed(e);
            }
        });
    }

    /**
     * Hands the request back to the servlet layer. Where others may block there, a thread that must not hands it to
     * another; that costs more than all the rest of the way through the layer.
     */
    private record Completion(AsyncContext async, ServletChannel channel, boolean othersMayBlock) implements Callback {
        @Override
        public void succeeded() {
            if (othersMayBlock) {
                runWhereItMayBlock(async::complete);
            } else {
                async.complete();
            }
        }

        @Override
        public void failed(Throwable cause) {
            runWhereItMayBlock(() -> channel.abort(cause));
        }

        private void runWhereItMayBlock(Runnable task) {
            if (Invocable.isNonBlockingInvocation()) {
                channel.getContext().execute(task);
            } else {
                task.run();
            }
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
