package io.backhand.ajp;

import io.backhand.ajp.codec.DataPacket;
import io.backhand.ajp.codec.MalformedPacketException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request: a packet of it comes by itself where its length is known, each further one when it is asked for.
 * It is asked for when somebody wants to read, so that a slow reader holds the client back.
 *
 * <p>A packet that was asked for, or comes by itself, is <em>owed</em>: whatever its bytes look like, it is none but the next
 * of the body. What is still owed when the request is over has to be taken off the connection first, or its bytes, which the
 * client chose, would be read as a request (CVE-2011-3190).
 *
 * <p>Not thread-safe: one reads at a time.
 */
final class RequestBody {
    private final AjpConnection connection;
    private final AjpInput input;
    private final AjpWriter writer;

    /** Bytes still to come; negative where that is not known. */
    private long left;

    private boolean open;
    private boolean owed;
    private boolean broken;
    private Content.@Nullable Chunk next;

    /** @param length in bytes; negative where only its end will tell */
    RequestBody(AjpConnection connection, AjpInput input, AjpWriter writer, long length) {
        this.connection = connection;
        this.input = input;
        this.writer = writer;
        this.left = length;
        this.open = length != 0;
        this.owed = length > 0;
    }

    /** The next chunk; null where it is still to come. */
    Content.@Nullable Chunk read() {
        Content.Chunk chunk = next == null ? fetch() : next;
        next = chunk == null ? null : Content.Chunk.next(chunk);
        return chunk;
    }

    /** Whether there is something to {@link #read}; where there is not, it is under way. */
    boolean isReady() {
        if (next == null) {
            next = fetch();
        }
        return next != null;
    }

    /** Nobody will read what is left. */
    void drop() {
        if (next != null) {
            next.release();
        }
        next = Content.Chunk.EOF;
        open = false;
    }

    /** Whether a packet of it is still to be taken off the connection. */
    boolean isOwed() {
        return owed;
    }

    /** Whether it did not come as it had to, so that nobody knows what comes next. */
    boolean isBroken() {
        return broken;
    }

    private Content.@Nullable Chunk fetch() {
        if (!open) {
            return Content.Chunk.EOF;
        }
        if (!owed) {
            if (!writer.askForBody()) {
                // The connection is good for all that: nothing more is under way.
                open = false;
                return Content.Chunk.from(new EofException("answered already: no more of the body is sent"), true);
            }
            owed = true;
            if (input.isEmpty()) {
                return null;
            }
        }
        try {
            ByteBuffer payload = input.next();
            while (payload == null) {
                int filled = input.fill();
                if (filled < 0) {
                    return broken(new BrokenOff("the connection ended within a request"));
                }
                if (filled == 0) {
                    input.rest();
                    return null;
                }
                payload = input.next();
            }
            return chunk(payload);
        } catch (MalformedPacketException e) {
            return refused(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return broken(e);
        }
    }

    private Content.Chunk chunk(ByteBuffer payload) throws MalformedPacketException {
        int length = DataPacket.contentLength(payload);
        owed = false;
        if (length == 0) {
            if (left > 0) {
                return broken(new BrokenOff("the client broke off " + left + " bytes before its request's end"));
            }
            open = false;
            return Content.Chunk.EOF;
        }
        if (left >= 0) {
            if (length > left) {
                return refused("more of a body came than its Content-Length says");
            }
            left -= length;
            open = left > 0;
        }
        return input.chunk(payload, !open);
    }

    private Content.Chunk refused(String why) {
        connection.bodyRefused(why);
        return broken(new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400, why));
    }

    private Content.Chunk broken(Throwable cause) {
        open = false;
        broken = true;
        return Content.Chunk.from(cause, true);
    }

    /** No fault of ours or the backend's, which the answer says, if it still gets anywhere. */
    private static final class BrokenOff extends EofException implements HttpException {
        private static final long serialVersionUID = 1;

        BrokenOff(String message) {
            super(message);
        }

        @Override
        public int getCode() {
            return HttpStatus.BAD_REQUEST_400;
        }

        @Override
        public String getReason() {
            return String.valueOf(getMessage());
        }
    }
}
