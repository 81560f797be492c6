package io.backhand.server.front;

import io.backhand.accesslog.Ended;
import io.backhand.accesslog.LoggedRequest;
import io.backhand.accesslog.Way;
import io.backhand.proxy.Answers;
import io.backhand.proxy.Engine;
import io.backhand.proxy.Mounts;
import io.backhand.selectors.SelectorThreadPool;
import java.util.Optional;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before the servlet context, and gives the engine at once what the context would only pass on: the requests
 * for a mount that nothing in the web application guards. All others go to the context, which knows of its guards all
 * there is to know. Either way it refuses the paths that {@link OtherReading} finds.
 *
 * <p>Thread-safe; never blocks by itself.
 */
public final class FrontHandler extends Handler.Wrapper {
    /** The system property that, where {@code false}, sends every request through the servlet context. */
    public static final String PROPERTY = "backhand.shortcut";

    private static final Logger LOG = LoggerFactory.getLogger(FrontHandler.class);

    private final ServletContextHandler context;
    private final Engine.Elsewhere elsewhere =
            (task, callback) -> SelectorThreadPool.afterwards(getServer().getThreadPool(), task, callback);
    private volatile Optional<Front> front = Optional.empty();

    /**
     * A handler in front of a context.
     *
     * @param context the web application
     * @param handler what leads to it, or itself
     */
    public FrontHandler(ServletContextHandler context, Handler handler) {
        super(handler);
        this.context = context;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Optional<Front> started = front;
        if (started.isEmpty()) {
            return super.handle(request, response, callback);
        }
        Front known = started.get();
        if (known.refuses(request)) {
            noteRefusal(request);
            Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400);
            return true;
        }
        Optional<ShortMount> mount = known.mountOf(request);
        if (mount.isEmpty() && isOfTheServer(request)) {
            Answers.options(response, callback);
            return true;
        }
        if (mount.isEmpty()) {
            return super.handle(request, response, callback);
        }
        known.engine().handleInline(mount.get().mount(), request, response, callback, elsewhere);
        return true;
    }

    private static void noteRefusal(Request request) {
        Way way = LoggedRequest.wayOf(request);
        if (way != null) {
            way.ended(Ended.REFUSED);
        }
    }

    /** {@code OPTIONS *} asks the server itself what it can do, and not one of its paths (RFC 9110, 9.3.7). */
    private static boolean isOfTheServer(Request request) {
        return HttpMethod.OPTIONS.is(request.getMethod())
                && "*".equals(request.getHttpURI().getPath());
    }

    /** Looks at the web application when it has started. */
    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (context.getServletContext().getAttribute(Mounts.KEY) instanceof Mounts mounts) {
            boolean open = !"false".equals(System.getProperty(PROPERTY));
            Front looked = Front.of(context, mounts, open);
            if (open) {
                looked.ways().forEach((path, way) -> LOG.info("{} goes {}", path, way));
            } else {
                LOG.info("every request goes through the servlet context: -D{}=false", PROPERTY);
            }
            front = Optional.of(looked);
        }
    }

    @Override
    protected void doStop() throws Exception {
        front.ifPresent(Front::close);
        front = Optional.empty();
        super.doStop();
    }
}
