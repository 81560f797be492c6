package io.backhand.content;

import io.backhand.cluster.NanoClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ResourceService;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;

/**
 * The files of one route's static root. Thread-safe.
 *
 * <p>What of a path lies below the route's is looked up under the root: for a route {@code /app}, {@code /app/x.png} is
 * {@code ROOT/x.png} and {@code /app/} is {@code ROOT/index.html}. What becomes of a file on disk counts within {@link #VALID}; a path missed is not
 * looked for again so long. No directory is listed, no hidden file served, and no link followed out of the root.
 */
public final class StaticFiles implements AutoCloseable {
    /** How long memory is trusted to tell what is on disk. */
    static final Duration VALID = Duration.ofSeconds(1);

    /** Paths remembered as missing: some seconds of a busy balancer's, and 20 MiB at the very most. */
    private static final int MAX_MISSES = 10_000;

    /** What is read at once of a file that is not in memory. */
    private static final int BUFFER_BYTES = 64 * 1024;

    private static final String WELCOME_FILE = "index.html";

    /** Whoever keeps a file asks whether it is still the one: so that a new one counts at once there too. */
    private static final String CACHE_CONTROL = "no-cache";

    private final String prefix;
    private final FileCache files;
    private final MissCache misses;
    private final Compression compression = new Compression(this::find);
    private final ResourceService service = new ResourceService() {
        /** An error page would replace the headers of what the client has. */
        @Override
        protected void writeHttpError(Request request, Response response, Callback callback, int status) {
            if (status == HttpStatus.NOT_MODIFIED_304) {
                response.setStatus(status);
                response.write(true, BufferUtil.EMPTY_BUFFER, callback);
            } else {
                super.writeHttpError(request, response, callback, status);
            }
        }
    };

    /**
     * The files under that root.
     *
     * @param routePath the path of the route within its context, as in {@code /app}, or {@code /}
     * @param root a folder; it may come and go
     * @param pool lends the buffers through which big files are read
     */
    public StaticFiles(String routePath, Path root, ByteBufferPool pool, NanoClock clock) {
        this.prefix = routePath.equals("/") ? "" : routePath;
        FileTree tree = new FileTree(root, new ByteBufferPool.Sized(pool, true, BUFFER_BYTES));
        this.files = new FileCache(tree, VALID, clock);
        this.misses = new MissCache(MAX_MISSES, VALID, clock);
        service.setHttpContentFactory(files);
        service.setEtags(true);
        service.setCacheControl(CACHE_CONTROL);
        service.setDirAllowed(false);
    }

    /**
     * Answers the request if its path names a file; the callback is then this method's to complete.
     *
     * @return false where there is no such file; nothing has then been done
     */
    public boolean serve(Request clientRequest, Response clientResponse, Callback callback) {
        Optional<String> wanted = reads(clientRequest) ? StaticPath.of(clientRequest, prefix) : Optional.empty();
        if (wanted.isEmpty()) {
            return false;
        }
        String path = wanted.get();
        boolean folder = path.endsWith("/");
        Optional<HttpContent> file = folder || path.isEmpty() ? Optional.empty() : find(path);
        if (file.isPresent()) {
            send(path, file.get(), clientRequest, clientResponse, callback);
            return true;
        }
        String welcome = (folder ? path : path + "/") + WELCOME_FILE;
        Optional<HttpContent> welcomeFile = find(welcome);
        welcomeFile.ifPresent(content -> {
            if (folder) {
                send(welcome, content, asWelcomeFile(clientRequest), clientResponse, callback);
            } else {
                redirectToFolder(clientRequest, clientResponse, callback);
            }
        });
        return welcomeFile.isPresent();
    }

    /** Lets go of the files in memory. */
    @Override
    public void close() {
        files.flushCache();
    }

    private static boolean reads(Request request) {
        return HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
    }

    private Optional<HttpContent> find(String path) {
        if (misses.contains(path)) {
            return Optional.empty();
        }
        try {
            Optional<HttpContent> found = Optional.ofNullable(files.getContent(path));
            if (found.isEmpty()) {
                misses.add(path);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("a file tree throws none", e);
        }
    }

    private void send(
            String path, HttpContent file, Request clientRequest, Response clientResponse, Callback callback) {
        HttpContent content = compression.choose(path, file, clientRequest);
        // On every answer, since a compressed form may come at any time; a 304 needs it too.
        clientResponse.getHeaders().put(HttpHeader.VARY, HttpHeader.ACCEPT_ENCODING.asString());
        service.doGet(RangeRule.apply(clientRequest, content), clientResponse, callback, content);
    }

    private static Request asWelcomeFile(Request request) {
        HttpURI uri = HttpURI.build(request.getHttpURI())
                .path(publicPath(request) + WELCOME_FILE)
                .asImmutable();
        return Request.serveAs(request, uri);
    }

    private static void redirectToFolder(Request request, Response response, Callback callback) {
        String query = request.getHttpURI().getQuery();
        String location = publicPath(request) + "/" + (query == null ? "" : "?" + query);
        response.setStatus(HttpStatus.FOUND_302);
        response.getHeaders().put(HttpHeader.LOCATION, location).put(HttpFields.CONTENT_LENGTH_0);
        response.write(true, BufferUtil.EMPTY_BUFFER, callback);
    }

    /** The path as a client may ask for it, without dot segments and parameters. */
    private static String publicPath(Request request) {
        return URIUtil.encodePath(URIUtil.decodePath(request.getHttpURI().getCanonicalPath()));
    }
}
