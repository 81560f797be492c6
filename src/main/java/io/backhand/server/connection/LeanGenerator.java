package io.backhand.server.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpGenerator;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of a response from where they are. Jetty hands its generator a wrapper that has no way to a field
 * but from the first on, so that it looks at n fields n² / 2 times. And a head too long
 * for the first buffer still says that the connection is to be closed, which Jetty forgets when it writes it anew. And
 * every interim response keeps its fields, not 103 alone.
 *
 * <p>Not thread-safe, like Jetty's own.
 */
final class LeanGenerator extends HttpGenerator {
    /** Where the number of a status stands in its line. */
    private static final int NUMBER_PLACE = "HTTP/1.1 ".length();

    /** Whether the head did not fit, and is to be written again from its beginning. */
    private boolean overflowed;

    @Override
    @SuppressWarnings("NullAway") // Jetty is not annotated; null is what it gives where there is nothing.
    public Result generateResponse(
            MetaData.@Nullable Response info,
            boolean head,
            @Nullable ByteBuffer header,
            @Nullable ByteBuffer chunk,
            @Nullable ByteBuffer content,
            boolean last)
            throws IOException {
        boolean headIsNext = info != null && header != null && !isCommitted();
        if (headIsNext && isInterimWithFields(info)) {
            return generateInterim(info, header, last);
        }
        Result result = super.generateResponse(headIsNext ? unwrapped(info) : info, head, header, chunk, content, last);
        overflowed = result == Result.HEADER_OVERFLOW;
        return result;
    }

    @Override
    public void reset() {
        boolean stays = overflowed && isPersistent();
        boolean closes = overflowed && !isPersistent(HttpVersion.HTTP_1_1);
        overflowed = false;
        super.reset();
        if (stays || closes) {
            setPersistent(stays);
        }
    }

    private static boolean isInterimWithFields(MetaData.Response info) {
        return HttpStatus.isInterim(info.getStatus())
                && info.getStatus() != HttpStatus.EARLY_HINTS_103
                && info.getHttpFields().size() > 0;
    }

    /** Jetty writes the fields of a 103 and of no other; so it is written as one, and its number set. */
    private Result generateInterim(MetaData.Response info, ByteBuffer header, boolean last) throws IOException {
        int status = info.getStatus();
        MetaData.Response as103 = new MetaData.Response(
                HttpStatus.EARLY_HINTS_103, HttpStatus.getMessage(status), info.getHttpVersion(), info.getHttpFields());
        Result result = super.generateResponse(as103, false, header, null, null, last);
        if (result == Result.FLUSH) {
            int number = header.position() + NUMBER_PLACE;
            header.put(number, (byte) ('0' + status / 100));
            header.put(number + 1, (byte) ('0' + status / 10 % 10));
            header.put(number + 2, (byte) ('0' + status % 10));
        }
        return result;
    }

    private static MetaData.Response unwrapped(MetaData.Response info) {
        if (!(info.getHttpFields() instanceof HttpFields.Mutable.Wrapper wrapper)) {
            return info;
        }
        return new MetaData.Response(
                info.getStatus(),
                info.getReason(),
                info.getHttpVersion(),
                wrapper.getWrapped(),
                info.getContentLength(),
                info.getTrailersSupplier());
    }
}
