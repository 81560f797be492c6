package io.backhand.server.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpGenerator;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of a response from where they are. Jetty hands its generator a wrapper that has no way to a field
 * but from the first on, so that it looks at n fields n² / 2 times. And a head too long
 * for the first buffer still says that the connection is to be closed, which Jetty forgets when it writes it anew.
 *
 * <p>Not thread-safe, like Jetty's own.
 */
final class LeanGenerator extends HttpGenerator {
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
