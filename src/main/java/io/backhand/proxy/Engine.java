package io.backhand.proxy;

import io.backhand.cluster.Backend;
import io.backhand.cluster.Cluster;
import io.backhand.content.StaticFiles;
import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.proxy.upstream.Upstream;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Serves requests: by a file, this machine, a redirect or a backend. It knows Jetty's core types only, so the servlet
 * and a handler can stand in front of it alike.
 *
 * <p>Thread-safe; never blocks, but for {@link #handle} where files are asked for.
 */
public final class Engine {
    /** Threads that may wait. */
    @FunctionalInterface
    public interface Elsewhere {
        /**
         * Runs a request's task on one of them.
         *
         * @param callback failed where there are no more threads
         */
        void run(Runnable task, Callback callback);
    }

    private final Cluster cluster;
    private final Upstream upstream;
    private final ProxyCounters counters;
    private final Via via;
    private final Supplier<? extends RandomGenerator> chance;
    private final RetryBudget budget;
    private final FailureLog log;
    private final Arrivals arrivals;
    private final BackendLimits limits;

    /**
     * An engine with a retry budget of its own.
     *
     * @param cluster the backends
     * @param upstream the way to them; closed by its owner
     * @param counters what became of the requests
     * @param via this balancer's name on the way
     * @param chance where chance comes from, for the thread that asks
     */
    public Engine(
            Cluster cluster,
            Upstream upstream,
            ProxyCounters counters,
            Via via,
            Supplier<? extends RandomGenerator> chance) {
        this(cluster, upstream, counters, via, chance, BackendLimits.NONE);
    }

    /** The same with limits for the backends. */
    public Engine(
            Cluster cluster,
            Upstream upstream,
            ProxyCounters counters,
            Via via,
            Supplier<? extends RandomGenerator> chance,
            BackendLimits limits) {
        this.limits = limits;
        this.cluster = cluster;
        this.upstream = upstream;
        this.counters = counters;
        this.via = via;
        this.chance = chance;
        this.budget = new RetryBudget(cluster.clock());
        this.log = new FailureLog(cluster);
        this.arrivals = new Arrivals(via);
    }

    /**
     * Serves a request, now or later. For a file the thread may wait for the disk.
     *
     * @param self has this machine's own application answer, where it has one
     * @param callback completed when the response is; failed where it has begun and can't be brought to its end
     */
    public void handle(
            Mount mount,
            Request clientRequest,
            Response clientResponse,
            Callback callback,
            Optional<SelfDispatch> self) {
        if (isRefused(clientRequest, clientResponse, callback)) {
            return;
        }
        StaticFiles files = mount.files().orElse(null);
        if (files != null) {
            Notes.asksForFile(clientRequest, mount);
        }
        if (files != null && files.serve(clientRequest, clientResponse, callback)) {
            counters.add(Event.STATIC);
        } else {
            forward(mount, clientRequest, clientResponse, callback, self);
        }
    }

    /**
     * The same where there is no application of this machine's own and the thread must not wait.
     *
     * @param elsewhere runs what waits for the disk
     */
    public void handleInline(
            Mount mount, Request clientRequest, Response clientResponse, Callback callback, Elsewhere elsewhere) {
        if (isRefused(clientRequest, clientResponse, callback)) {
            return;
        }
        StaticFiles files = mount.files().orElse(null);
        if (files == null) {
            forward(mount, clientRequest, clientResponse, callback, Optional.empty());
            return;
        }
        Notes.asksForFile(clientRequest, mount);
        switch (files.serveFromMemory(clientRequest, clientResponse, callback)) {
            case SERVED -> counters.add(Event.STATIC);
            case NO_FILE -> forward(mount, clientRequest, clientResponse, callback, Optional.empty());
            case ASK_DISK ->
                elsewhere.run(() -> askDisk(files, mount, clientRequest, clientResponse, callback), callback);
        }
    }

    private void askDisk(
            StaticFiles files, Mount mount, Request clientRequest, Response clientResponse, Callback callback) {
        try {
            if (files.serveFromDisk(clientRequest, clientResponse, callback)) {
                counters.add(Event.STATIC);
            } else {
                forward(mount, clientRequest, clientResponse, callback, Optional.empty());
            }
        } catch (RuntimeException | Error e) {
            // Nobody else would ever end the request.
            callback.failed(e);
        }
    }

    private void forward(
            Mount mount,
            Request clientRequest,
            Response clientResponse,
            Callback callback,
            Optional<SelfDispatch> self) {
        budget.request();
        new Forwarding(this, mount, clientRequest, clientResponse, callback, self).start();
    }

    /** Answers what is not for this balancer to serve. */
    private boolean isRefused(Request clientRequest, Response clientResponse, Callback callback) {
        // HTTP/2 lets a method have any characters, and one with a space would be a target to an HTTP/1.1 backend.
        if (!Token.is(clientRequest.getMethod())) {
            counters.add(Event.BAD_REQUEST);
            refuse(clientRequest, clientResponse, HttpStatus.BAD_REQUEST_400, "the method is no token", callback);
            return true;
        }
        if (HttpMethod.CONNECT.is(clientRequest.getMethod()) && !Http2WebSocket.isAskedBy(clientRequest)) {
            refuse(clientRequest, clientResponse, HttpStatus.NOT_IMPLEMENTED_501, "this is no forward proxy", callback);
            return true;
        }
        if (MaxForwards.isSpent(clientRequest)) {
            answerInPlaceOfABackend(clientRequest, clientResponse, callback);
            return true;
        }
        if (isCodedInTransfer(clientRequest.getHeaders())) {
            refuse(
                    clientRequest,
                    clientResponse,
                    HttpStatus.NOT_IMPLEMENTED_501,
                    "no transfer coding but chunked",
                    callback);
            return true;
        }
        if (via.isLoop(clientRequest.getHeaders())) {
            counters.add(Event.LOOP);
            refuse(clientRequest, clientResponse, HttpStatus.LOOP_DETECTED_508, "the request goes round", callback);
            return true;
        }
        return false;
    }

    /** What an OPTIONS asks for is whether somebody is there; a TRACE would show a stranger what proxies add. */
    private static void answerInPlaceOfABackend(Request clientRequest, Response clientResponse, Callback callback) {
        if (HttpMethod.OPTIONS.is(clientRequest.getMethod())) {
            Answers.options(clientResponse, callback);
        } else {
            refuse(clientRequest, clientResponse, HttpStatus.NOT_IMPLEMENTED_501, "no TRACE of this hop", callback);
        }
    }

    private static void refuse(
            Request clientRequest, Response clientResponse, int status, String words, Callback callback) {
        Notes.refused(clientRequest);
        Answers.error(clientRequest, clientResponse, status, words, callback);
    }

    /** Only chunked ends here; a body in another coding would go on without its name (RFC 9112, 6.1). */
    private static boolean isCodedInTransfer(HttpFields headers) {
        HttpField coding = headers.getField(HttpHeader.TRANSFER_ENCODING);
        return coding != null && !HttpHeaderValue.CHUNKED.is(coding.getValue());
    }

    /** Whether the chain has chosen this machine. */
    boolean isSelf(Backend backend) {
        return cluster.self().filter(own -> own.id().equals(backend.id())).isPresent();
    }

    Cluster cluster() {
        return cluster;
    }

    Upstream upstream() {
        return upstream;
    }

    ProxyCounters counters() {
        return counters;
    }

    Via via() {
        return via;
    }

    RandomGenerator chance() {
        return chance.get();
    }

    RetryBudget budget() {
        return budget;
    }

    FailureLog log() {
        return log;
    }

    BackendLimits limits() {
        return limits;
    }

    Arrivals arrivals() {
        return arrivals;
    }
}
