package io.backhand.proxy.upstream.http1;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/**
 * Parses the responses of one connection, and tells nobody: what was found is asked for after each piece.
 *
 * <p>Content is left where it was read; pieces of it between the frames of chunks are moved together there, so that
 * what was read at once is passed on at once.
 *
 * <p>Not thread-safe: whoever receives from the connection owns it.
 */
final class ResponseReader implements HttpParser.ResponseHandler {
    /** Of one header block: what Jetty takes of a request at most with us, and more than servers send. */
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    private final HttpParser parser;
    private int place;
    private boolean toHead;
    private boolean ended;
    private int status;
    private String reason = "";
    private HttpFields.Mutable headers = HttpFields.build();
    private HttpFields.@Nullable Mutable trailers;
    private boolean keepAlive;
    private boolean headDone;
    private boolean done;
    private @Nullable IOException failure;
    private ByteBuffer bytes = BufferUtil.EMPTY_BUFFER;

    /** The content found, where it is one piece. */
    private @Nullable ByteBuffer single;

    private int from;
    private int to;

    /** @param memo what other responses of the same backend had */
    ResponseReader(FieldMemo memo) {
        this.parser = new HttpParser(this, MAX_HEADER_BYTES) {
            @Override
            public HttpField newHttpField(@Nullable HttpHeader header, String name, @Nullable String value) {
                return memo.field(place++, header, name, value);
            }
        };
        // Values keep their case; and a cache of its own would take 100 KiB a connection.
        parser.setHeaderCacheCaseSensitive(true);
        parser.setHeaderCacheSize(0);
    }

    /** A response is to come; one to a HEAD request has no content. */
    void expect(boolean head) {
        toHead = head;
        headDone = false;
        done = false;
        trailers = null;
        parser.reset();
    }

    /** Parses on, as far as it goes. A message that ends before the bytes do leaves the rest of them. */
    void parse(ByteBuffer more) {
        bytes = more;
        from = more.position();
        to = from;
        try {
            parser.parseNext(more);
        } catch (RuntimeException | AssertionError e) {
            // The parser throws what it catches where it has no status to name.
            parser.close();
            failure = new IOException("the response is not HTTP", e);
        }
        if (failure != null && to > from) {
            // The parser has cleared the bytes, and the content before what it can't read is still to be passed on.
            more.limit(to).position(to);
        }
        bytes = BufferUtil.EMPTY_BUFFER;
    }

    /**
     * The backend sends no more.
     *
     * @param broken whether it did not say so: then that is the end of no message
     */
    void end(boolean broken) {
        ended = true;
        if (broken) {
            from = to;
            parser.close();
            failure = new EOFException("the connection to the backend broke");
        } else {
            parser.atEOF();
            parse(BufferUtil.EMPTY_BUFFER);
        }
    }

    boolean isHeadDone() {
        return headDone;
    }

    /** Whether the message is here to its end. */
    boolean isDone() {
        return done;
    }

    /** Whether the message is one of those that come before the response proper, 101 among them. */
    boolean isInformational() {
        return done && HttpStatus.isInformational(status);
    }

    /** Whether the backend means to keep the connection; ask when the message is done. */
    boolean isKeepAlive() {
        return keepAlive && !ended;
    }

    /** Whether the failure is that the backend sends no more. */
    boolean isEnded() {
        return ended;
    }

    /** What is wrong with what came; null where nothing is. */
    @Nullable
    IOException failure() {
        return failure;
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }

    HttpFields headers() {
        return headers;
    }

    @Nullable
    HttpFields trailers() {
        return trailers;
    }

    /** Whether there is content in the bytes last parsed. */
    boolean hasContent() {
        return to > from;
    }

    /** The content in the bytes last parsed: a view of them, for whoever holds them. */
    ByteBuffer takeContent(ByteBuffer parsed) {
        ByteBuffer piece = single;
        single = null;
        return piece != null ? piece : parsed.slice(from, to - from);
    }

    @Override
    public void startResponse(HttpVersion version, int code, @Nullable String phrase) {
        status = code;
        reason = phrase == null ? "" : phrase;
        headers = HttpFields.build();
        place = 0;
        keepAlive = version.getVersion() >= HttpVersion.HTTP_1_1.getVersion();
        parser.setHeadResponse(toHead);
    }

    @Override
    public void parsedHeader(HttpField field) {
        HttpHeader header = field.getHeader();
        if (header == HttpHeader.CONNECTION) {
            if (field.contains(HttpHeaderValue.CLOSE.asString())) {
                keepAlive = false;
            } else if (field.contains(HttpHeaderValue.KEEP_ALIVE.asString())) {
                keepAlive = true;
            }
        } else if (header == HttpHeader.TRANSFER_ENCODING && !HttpHeaderValue.CHUNKED.is(field.getValue())) {
            // The name of a coding ends here, and content still in it would be another thing without.
            throw new HttpException.RuntimeException(status, "a transfer coding other than chunked");
        }
        headers.add(field);
    }

    @Override
    public boolean headerComplete() {
        headDone = true;
        return false;
    }

    @Override
    public boolean content(ByteBuffer piece) {
        int length = piece.remaining();
        int start = bytes.position() - length;
        if (from == to) {
            from = start;
            to = start + length;
            single = piece;
            return false;
        }
        if (start != to) {
            bytes.put(to, bytes, start, length);
        }
        to += length;
        single = null;
        return false;
    }

    @Override
    public boolean contentComplete() {
        return false;
    }

    @Override
    public void parsedTrailer(HttpField field) {
        HttpFields.Mutable all = trailers;
        if (all == null) {
            all = HttpFields.build();
            trailers = all;
        }
        all.add(field);
    }

    @Override
    public boolean messageComplete() {
        done = true;
        return true;
    }

    @Override
    public void earlyEOF() {
        failure = ended
                ? new EOFException(
                        headDone ? "the backend closed within the response" : "the backend closed the connection")
                : new IOException("the content of the response is not as its header says");
    }

    @Override
    public void badMessage(HttpException bad) {
        failure = ended
                ? new EOFException("the backend closed within the header of the response")
                : new IOException("the response is not HTTP: " + bad.getReason(), (Throwable) bad);
    }
}
