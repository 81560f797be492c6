package io.backhand.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.backhand.testing.HandlerBackend;
import io.backhand.testing.backend.PatternStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What the backend behind httpd answers: by its path, on threads that may block. It tells how exchanges ended that its client
 * did not let come to an end.
 */
final class HttpdSite implements HandlerBackend.Answer {
    /** What the requests of a test carry at most, and more than Jetty takes by itself. */
    private static final int HEADER_BYTES = 80 * 1024;

    private static final int BUFFER_BYTES = 32 * 1024;

    private final BlockingQueue<String> endings = new LinkedBlockingQueue<>();
    private final BlockingQueue<Runnable> rests = new LinkedBlockingQueue<>();

    static HandlerBackend start(HttpdSite site) throws Exception {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setRequestHeaderSize(HEADER_BYTES);
        configuration.setResponseHeaderSize(HEADER_BYTES);
        configuration.setSendServerVersion(false);
        return HandlerBackend.answering(site, new HttpConnectionFactory(configuration));
    }

    /** Lets one that has sent a piece go on. */
    void sendTheRest() throws InterruptedException {
        Objects.requireNonNull(rests.poll(10, TimeUnit.SECONDS), "nobody has sent a piece")
                .run();
    }

    /** Where it tells of uploads and downloads that broke off. */
    BlockingQueue<String> endings() {
        return endings;
    }

    @Override
    public void to(Request request, Response response, Callback callback) throws Exception {
        String path = request.getHttpURI().getPath();
        switch (path.replaceFirst("^/?(\\w*).*", "$1")) {
            case "whoami" -> text(response, seen(request), callback);
            case "status" -> {
                response.setStatus(Integer.parseInt(path.substring("/status/".length())));
                response.getHeaders().put(HttpHeader.ETAG, "\"v1\"");
                callback.succeeded();
            }
            case "digest" -> text(response, digest(request), callback);
            case "echo" -> {
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/octet-stream");
                Content.copy(request, response, callback);
            }
            case "bytes" -> bytes(response, number(request, "n"), callback);
            case "fields" -> {
                int count = number(request, "n");
                for (int i = 0; i < count; i++) {
                    response.getHeaders().add("X-Big-" + i, "v".repeat(number(request, "length")));
                }
                text(response, "fields", callback);
            }
            case "twice" -> {
                response.getHeaders().add("Set-Cookie", "a=1").add("Set-Cookie", "b=2; Path=/");
                response.getHeaders().add("X-Latin", "\u00E9t\u00E9").add("WWW-Authenticate", "Basic realm=\"r\"");
                text(response, "twice", callback);
            }
            case "piece" -> piece(response, callback);
            case "early" -> text(response, "early", callback);
            case "broken" -> {
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 1_000_000);
                response.write(
                        false,
                        ByteBuffer.wrap(new byte[100_000]),
                        Callback.from(() -> callback.failed(new IOException("broken")), callback::failed));
            }
            case "upload" -> upload(request, response, callback);
            case "download" -> download(response, callback);
            default -> Response.writeError(request, response, callback, 404);
        }
    }

    private static int number(Request request, String name) {
        return Integer.parseInt(Request.extractQueryParameters(request).getValue(name));
    }

    /** The request as it came, a line for each field, in the order of their names. */
    private static String seen(Request request) {
        return request.getMethod() + " " + request.getHttpURI().getPathQuery() + "\n"
                + request.getHeaders().stream()
                        .map(field -> field.getName() + ": " + field.getValue() + "\n")
                        .sorted(String.CASE_INSENSITIVE_ORDER)
                        .collect(Collectors.joining());
    }

    private static void text(Response response, String text, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
        response.write(true, ByteBuffer.wrap(text.getBytes(ISO_8859_1)), callback);
    }

    private static String digest(Request request) throws IOException {
        try (InputStream body = Content.Source.asInputStream(request)) {
            return digest(body);
        }
    }

    /** SHA-256 in hexadecimal digits, and how many bytes there were. */
    static String digest(InputStream bytes) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER_BYTES];
            long count = 0;
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                digest.update(buffer, 0, read);
                count += read;
            }
            return HexFormat.of().formatHex(digest.digest()) + " of " + count;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void bytes(Response response, long count, Callback callback) throws IOException {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/octet-stream");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, count);
        try (InputStream bytes = new PatternStream(count);
                OutputStream body = Content.Sink.asOutputStream(response)) {
            bytes.transferTo(body);
        }
        callback.succeeded();
    }

    /** A piece now, and the rest when the test says so. */
    private void piece(Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        Runnable rest = () -> response.write(true, event(2), callback);
        response.write(false, event(1), Callback.from(() -> rests.add(rest), callback::failed));
    }

    private static ByteBuffer event(int number) {
        return ByteBuffer.wrap(("data: " + number + "\n\n").getBytes(ISO_8859_1));
    }

    /** Reads to the end, and tells when there is none. */
    private void upload(Request request, Response response, Callback callback) {
        try (InputStream body = Content.Source.asInputStream(request)) {
            endings.add("upload begun");
            body.transferTo(OutputStream.nullOutputStream());
            text(response, "whole", callback);
        } catch (IOException e) {
            endings.add("upload broke off");
            callback.failed(e);
        }
    }

    /** Writes until nobody wants it. */
    private void download(Response response, Callback callback) {
        try (OutputStream body = Content.Sink.asOutputStream(response)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (long sent = 0; sent < 1L << 30; sent += buffer.length) {
                body.write(buffer);
            }
            callback.succeeded();
        } catch (IOException e) {
            endings.add("download broke off");
            callback.failed(e);
        }
    }
}
