package io.backhand.content;

import io.backhand.cluster.NanoClock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.PreEncodedHttpField;
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
 * {@code ROOT/x.png} and {@code /app/} is {@code ROOT/index.html}, in whichever context the route is. What becomes of a file on disk counts within {@link #VALID}, or twice that while
 * another request looks; a path missed is not looked for again so long. No directory is listed, no hidden file served, and no link followed out of the root.
 */
public final class StaticFiles implements AutoCloseable {
    /** How long memory is trusted to tell what is on disk. */
    static final Duration VALID = Duration.ofSeconds(1);

    /** Whoever keeps a file asks whether it is still the one: so that a new one counts at once there too. */
    static final String CACHE_CONTROL = "no-cache";

    /** On every answer, since a compressed form may come at any time; a 304 needs it too. */
    static final HttpField VARY = new PreEncodedHttpField(HttpHeader.VARY, HttpHeader.ACCEPT_ENCODING.asString());

    /** Paths remembered as missing: some seconds of a busy balancer's, and 20 MiB at the very most. */
    private static final int MAX_MISSES = 10_000;

    /** Paths whose file is remembered, some for each of the files known. */
    private static final int MAX_NAMES = 8_192;

    /** What is read at once of a file that is not in memory. */
    private static final int BUFFER_BYTES = 64 * 1024;

    private static final String WELCOME_FILE = "index.html";

    private final String prefix;
    private final FileCache files;
    private final MissCache misses;
    private final Map<String, Name> names = new ConcurrentHashMap<>();
    private final Compression compression = new Compression();
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
     * What the roots of a balancer share.
     *
     * @param pool lends the buffers through which big files are read
     * @param memory for the content of small ones
     */
    public record Shared(ByteBufferPool pool, FileMemory memory, NanoClock clock) {}

    /** What became of a request. */
    public enum Outcome {
        /** It is answered; its callback is completed when the response is written. */
        SERVED,
        /** It is for no file; nothing has been done. */
        NO_FILE,
        /** What is in memory does not tell; nothing has been done. */
        ASK_DISK
    }

    /** What a path means. */
    private enum Meaning {
        FILE,
        /** A folder, which is answered with a file in it. */
        FOLDER,
        /** A folder without its slash, to which a redirect leads. */
        FOLDER_TO_BE
    }

    /** The file that a path leads to. */
    private record Name(Meaning meaning, String file) {}

    /**
     * The files under that root.
     *
     * @param path that of the context and that of the route within it, decoded: {@code /shop/app}, or {@code /}
     * @param root a folder; it may come and go
     */
    public StaticFiles(String path, Path root, Shared shared) {
        this.prefix = path.equals("/") ? "" : path;
        FileTree tree = new FileTree(root, new ByteBufferPool.Sized(shared.pool(), true, BUFFER_BYTES));
        this.files = new FileCache(tree, shared.memory(), VALID, shared.clock());
        this.misses = new MissCache(MAX_MISSES, VALID, shared.clock());
        service.setEtags(true);
        service.setCacheControl(CACHE_CONTROL);
        service.setDirAllowed(false);
    }

    /**
     * Answers the request if its path names a file, for which it may wait for the disk.
     *
     * @return false where there is no such file; nothing has then been done
     */
    public boolean serve(Request clientRequest, Response clientResponse, Callback callback) {
        return switch (serveFromMemory(clientRequest, clientResponse, callback)) {
            case SERVED -> true;
            case NO_FILE -> false;
            case ASK_DISK -> serveFromDisk(clientRequest, clientResponse, callback);
        };
    }

    /** The same as far as that can be done without waiting for the disk. */
    public Outcome serveFromMemory(Request clientRequest, Response clientResponse, Callback callback) {
        String path = clientRequest.getHttpURI().getCanonicalPath();
        if (path == null || !reads(clientRequest)) {
            return Outcome.NO_FILE;
        }
        Name name = names.get(path);
        if (name == null) {
            boolean none = misses.contains(path) || StaticPath.of(path, prefix).isEmpty();
            return none ? Outcome.NO_FILE : Outcome.ASK_DISK;
        }
        KnownFile file = files.known(name.file());
        if (file == null) {
            return Outcome.ASK_DISK;
        }
        if (name.meaning() == Meaning.FOLDER_TO_BE) {
            redirectToFolder(clientRequest, clientResponse, callback);
            return Outcome.SERVED;
        }
        FileForm form = compression.choose(file, clientRequest.getHeaders());
        return sendFromMemory(form, clientRequest, clientResponse, callback) ? Outcome.SERVED : Outcome.ASK_DISK;
    }

    /** Answers the request as the disk has it now, once memory could not. */
    public boolean serveFromDisk(Request clientRequest, Response clientResponse, Callback callback) {
        String path = clientRequest.getHttpURI().getCanonicalPath();
        Optional<String> wanted = StaticPath.of(path, prefix);
        if (wanted.isEmpty()) {
            return false;
        }
        Name name = nameOf(wanted.get());
        Optional<KnownFile> found = files.find(name.file());
        if (found.isEmpty() && name.meaning() == Meaning.FILE) {
            name = new Name(Meaning.FOLDER_TO_BE, name.file() + "/" + WELCOME_FILE);
            found = files.find(name.file());
        }
        if (found.isEmpty()) {
            names.remove(path);
            misses.add(path);
            return false;
        }
        remember(path, name);
        KnownFile file = found.get();
        if (name.meaning() == Meaning.FOLDER_TO_BE) {
            redirectToFolder(clientRequest, clientResponse, callback);
            return true;
        }
        FileForm form = compression.choose(file, clientRequest.getHeaders());
        files.load(file, form);
        if (!sendFromMemory(form, clientRequest, clientResponse, callback)) {
            Request asFile = name.meaning() == Meaning.FOLDER ? asWelcomeFile(clientRequest) : clientRequest;
            clientResponse.getHeaders().put(VARY);
            service.doGet(RangeRule.apply(asFile, form), clientResponse, callback, form);
        }
        return true;
    }

    /** Lets go of the files in memory. */
    @Override
    public void close() {
        names.clear();
        files.clear();
    }

    private static boolean reads(Request request) {
        return HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
    }

    private static Name nameOf(String wanted) {
        if (wanted.endsWith("/")) {
            return new Name(Meaning.FOLDER, wanted + WELCOME_FILE);
        }
        return wanted.isEmpty() ? new Name(Meaning.FOLDER_TO_BE, "/" + WELCOME_FILE) : new Name(Meaning.FILE, wanted);
    }

    private void remember(String path, Name name) {
        if (names.size() >= MAX_NAMES) {
            names.clear();
        }
        names.put(path, name);
    }

    /**
     * Answers what needs nothing but the headers and content in memory: all of the file, or that the client has it.
     *
     * @return false where more is asked for or less is in memory; nothing has then been done
     */
    private static boolean sendFromMemory(
            FileForm form, Request clientRequest, Response clientResponse, Callback callback) {
        ByteBuffer content = form.bytes();
        Wish wish = Wish.of(clientRequest.getHeaders(), form);
        if (content == null || wish == Wish.MORE) {
            return false;
        }
        HttpFields.Mutable headers = clientResponse.getHeaders();
        if (wish == Wish.NEWS) {
            clientResponse.setStatus(HttpStatus.NOT_MODIFIED_304);
            headers.add(form.unmodifiedHead());
            clientResponse.write(true, BufferUtil.EMPTY_BUFFER, callback);
            return true;
        }
        headers.add(form.head());
        boolean head = HttpMethod.HEAD.is(clientRequest.getMethod());
        clientResponse.write(true, head ? BufferUtil.EMPTY_BUFFER : content, callback);
        return true;
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
