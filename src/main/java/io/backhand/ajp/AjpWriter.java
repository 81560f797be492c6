package io.backhand.ajp;

import io.backhand.ajp.codec.PacketSize;
import io.backhand.ajp.codec.ResponsePackets;
import java.nio.ByteBuffer;
import java.nio.channels.WritePendingException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * Writes what goes to the other side, one write at a time: a response, and between its packets questions for more of the
 * request's body and answers to CPING, which may come about on another thread.
 *
 * <p>At most one of each waits: a response is written piece by piece by who makes it, a body has at most one packet under
 * way, and who sends a CPING waits for its answer. Thread-safe.
 */
final class AjpWriter extends IteratingCallback {
    private static final ByteBuffer[] NONE = {};

    private final EndPoint endPoint;
    private final PacketSize size;
    private final ByteBuffer small = ByteBuffer.allocate(ResponsePackets.CPONG_BYTES + ResponsePackets.GET_BODY_BYTES);
    private final List<ByteBuffer> pieces = new ArrayList<>(3);

    private boolean pongIsDue;
    private boolean questionIsDue;

    /** Whether the end of a response is on its way, or has gone. */
    private boolean ended;

    private @Nullable ResponsePart part;
    private volatile @Nullable Callback partCallback;
    private @Nullable Throwable failure;

    AjpWriter(EndPoint endPoint, PacketSize size) {
        this.endPoint = endPoint;
        this.size = size;
    }

    /** Answers a CPING. @return false where the answer to the one before is not written yet */
    boolean pong() {
        synchronized (this) {
            if (pongIsDue) {
                return false;
            }
            pongIsDue = true;
        }
        iterate();
        return true;
    }

    /** A request begins, of which more may be asked for. */
    void begin() {
        synchronized (this) {
            ended = false;
        }
    }

    /**
     * Asks for more of the request's body.
     *
     * @return false where its response has ended: by then the other side listens to no questions, and would take one for
     *     the beginning of the next response
     */
    boolean askForBody() {
        synchronized (this) {
            if (ended) {
                return false;
            }
            questionIsDue = true;
        }
        iterate();
        return true;
    }

    /**
     * Writes a part of a response.
     *
     * @param next released when it is done with, whatever comes of it
     */
    void write(ResponsePart next, Callback callback) {
        Throwable refused;
        synchronized (this) {
            refused = failure;
            if (refused == null && part != null) {
                refused = new WritePendingException();
            }
            if (refused == null) {
                part = next;
                partCallback = callback;
                ended = next.endsResponse();
            }
        }
        if (refused == null) {
            iterate();
        } else {
            next.release();
            callback.failed(refused);
        }
    }

    @Override
    protected Action process() {
        pieces.clear();
        ResponsePart current;
        synchronized (this) {
            current = part;
            putSmall();
        }
        if (current != null) {
            current.addPieces(pieces);
        }
        if (pieces.isEmpty()) {
            return Action.IDLE;
        }
        endPoint.write(this, pieces.toArray(NONE));
        return Action.SCHEDULED;
    }

    private void putSmall() {
        if (pongIsDue || questionIsDue) {
            small.clear();
            if (pongIsDue) {
                ResponsePackets.putCpong(small);
            }
            if (questionIsDue) {
                ResponsePackets.putGetBody(small, size.maxData());
            }
            pongIsDue = false;
            questionIsDue = false;
            pieces.add(small.flip());
        }
    }

    @Override
    protected void onSuccess() {
        Callback callback;
        synchronized (this) {
            if (part == null || !part.isDone()) {
                return;
            }
            callback = takePart();
        }
        if (callback != null) {
            callback.succeeded();
        }
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        Callback callback;
        synchronized (this) {
            failure = cause;
            callback = takePart();
        }
        endPoint.close(cause);
        if (callback != null) {
            callback.failed(cause);
        }
    }

    private @Nullable Callback takePart() {
        Callback callback = partCallback;
        if (part != null) {
            part.release();
        }
        part = null;
        partCallback = null;
        return callback;
    }

    @Override
    public InvocationType getInvocationType() {
        Callback callback = partCallback;
        return callback == null ? InvocationType.NON_BLOCKING : callback.getInvocationType();
    }
}
