package io.backhand.ajp;

import io.backhand.ajp.codec.MalformedPacketException;
import io.backhand.ajp.codec.PacketHead;
import io.backhand.ajp.codec.PacketSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/**
 * What has come over a connection and was not taken yet, in one buffer of a packet's size that is held only while there is
 * something in it: an idle connection holds none.
 *
 * <p>Not thread-safe: it belongs to whoever reads, the connection between requests and the request while there is one.
 */
final class AjpInput {
    private static final int NO_HEAD = -1;

    private final EndPoint endPoint;
    private final ByteBufferPool buffers;
    private final PacketSize size;
    private @Nullable RetainableByteBuffer buffer;

    /** Of the packet whose head was taken and whose payload was not. */
    private int payloadLength = NO_HEAD;

    AjpInput(EndPoint endPoint, ByteBufferPool buffers, PacketSize size) {
        this.endPoint = endPoint;
        this.buffers = buffers;
        this.size = size;
    }

    /**
     * Takes the next packet, where it is there to its end.
     *
     * @return its payload, good until more is read; null where there is more to come
     */
    @Nullable
    ByteBuffer next() throws MalformedPacketException {
        if (buffer == null) {
            return null;
        }
        ByteBuffer bytes = buffer.getByteBuffer();
        if (payloadLength == NO_HEAD) {
            if (bytes.remaining() < PacketHead.BYTES) {
                return null;
            }
            payloadLength = PacketHead.payloadLength(bytes, size);
        }
        if (bytes.remaining() < payloadLength) {
            return null;
        }
        ByteBuffer payload = bytes.slice(bytes.position(), payloadLength);
        bytes.position(bytes.position() + payloadLength);
        payloadLength = NO_HEAD;
        return payload;
    }

    /** What remains of a payload just taken as a chunk, which keeps the buffer from being used for anything else. */
    Content.Chunk chunk(ByteBuffer payload, boolean last) {
        RetainableByteBuffer holds = buffer;
        if (holds == null) {
            throw new IllegalStateException("no packet was taken");
        }
        holds.retain();
        return Content.Chunk.asChunk(payload, last, holds);
    }

    /** Reads what is there. @return how many bytes that were; negative at the end */
    int fill() throws IOException {
        return endPoint.fill(writable().getByteBuffer());
    }

    /** What was read before stays; what others still hold is not written over. */
    private RetainableByteBuffer writable() {
        RetainableByteBuffer held = buffer;
        if (held != null && !held.isRetained()) {
            return held;
        }
        RetainableByteBuffer fresh = buffers.acquire(size.bytes(), true);
        if (held != null) {
            BufferUtil.append(fresh.getByteBuffer(), held.getByteBuffer());
            held.release();
        }
        buffer = fresh;
        return fresh;
    }

    /** Whether nothing of a packet is there. */
    boolean isEmpty() {
        return payloadLength == NO_HEAD && (buffer == null || !buffer.hasRemaining());
    }

    /** Lets go of the buffer where nothing is in it. */
    void rest() {
        if (buffer != null && !buffer.hasRemaining()) {
            release();
        }
    }

    /** Forgets what is there. @return how many bytes that were */
    int discard() {
        int bytes = buffer == null ? 0 : buffer.remaining();
        payloadLength = NO_HEAD;
        release();
        return bytes;
    }

    private void release() {
        RetainableByteBuffer held = buffer;
        buffer = null;
        if (held != null) {
            held.release();
        }
    }
}
