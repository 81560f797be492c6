package io.backhand.ajp;

import io.backhand.ajp.codec.PacketSize;
import io.backhand.ajp.codec.ResponseHead;
import io.backhand.ajp.codec.ResponsePackets;
import io.backhand.ajp.codec.UnsendableResponseException;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/**
 * What is written of a response at a time: its head, some of its content cut into packets, its end, or a flush where more
 * is to come: httpd would else keep small pieces back.
 *
 * <p>What stands around the content goes into one buffer of the pool; the content stays where it is, but for a short one.
 * Not thread-safe.
 */
final class ResponsePart {
    /** Copied up to there: a write of three pieces costs more than that. */
    private static final int SHORT_CONTENT_BYTES = 1024;

    /** Packets of content in one write, which the system takes at once. */
    private static final int MAX_CHUNKS = 16;

    private static final int AROUND_CHUNK_BYTES = ResponsePackets.CHUNK_HEAD_BYTES + ResponsePackets.CHUNK_TAIL_BYTES;

    /** After each packet there is room for what ends a part. */
    private static final int END_BYTES = Math.max(ResponsePackets.END_BYTES, ResponsePackets.FLUSH_BYTES);

    private static final int WITHOUT_HEAD_BYTES = MAX_CHUNKS * AROUND_CHUNK_BYTES + END_BYTES + SHORT_CONTENT_BYTES;

    private final PacketSize size;
    private final RetainableByteBuffer held;

    /** Open for writing, from the last piece that was cut off it on. */
    private final ByteBuffer frames;

    private final ByteBuffer content;
    private final Last last;
    private int cutAt;
    private boolean written;
    private boolean ended;

    /** What comes behind the content. */
    enum Last {
        MORE,
        END_AND_REUSE,
        END_AND_CLOSE
    }

    private ResponsePart(PacketSize size, RetainableByteBuffer held, @Nullable ByteBuffer content, Last last) {
        this.size = size;
        this.held = held;
        this.frames = held.getByteBuffer();
        this.content = content == null ? BufferUtil.EMPTY_BUFFER : content;
        this.last = last;
        BufferUtil.clearToFill(frames);
    }

    /**
     * Begins a response.
     *
     * @param withoutContent whether it has none by its request's method or its status
     * @throws UnsendableResponseException if the head can't be written as a packet
     */
    static ResponsePart first(
            ByteBufferPool buffers,
            PacketSize size,
            MetaData.Response response,
            @Nullable ByteBuffer content,
            boolean withoutContent,
            Last last)
            throws UnsendableResponseException {
        RetainableByteBuffer held = buffers.acquire(size.bytes(), true);
        boolean begun = false;
        try {
            ResponsePart part = new ResponsePart(size, held, content, last);
            writeHead(new ResponseHead(part.frames, size), response, withoutContent);
            begun = true;
            return part;
        } finally {
            if (!begun) {
                held.release();
            }
        }
    }

    /** Goes on with one. */
    static ResponsePart next(ByteBufferPool buffers, PacketSize size, @Nullable ByteBuffer content, Last last) {
        return new ResponsePart(size, buffers.acquire(WITHOUT_HEAD_BYTES, true), content, last);
    }

    private static void writeHead(ResponseHead head, MetaData.Response response, boolean withoutContent)
            throws UnsendableResponseException {
        int status = response.getStatus();
        head.begin(status, HttpStatus.getMessage(status));
        HttpFields fields = unwrapped(response.getHttpFields());
        for (int i = 0, count = fields.size(); i < count; i++) {
            HttpField field = fields.getField(i);
            if (!isOfOneHop(field) && !(withoutContent && tellsOfNone(field))) {
                String value = field.getValue();
                head.field(field.getName(), value == null ? "" : value);
            }
        }
        head.end();
    }

    /** Jetty's wrapper has no way to a field but from the first on. */
    private static HttpFields unwrapped(HttpFields fields) {
        return fields instanceof HttpFields.Mutable.Wrapper wrapper ? wrapper.getWrapped() : fields;
    }

    /** What would speak of this connection, or frame the body anew: mod_jk passes it on to the client as it is. */
    private static boolean isOfOneHop(HttpField field) {
        if (field.getHeader() == null) {
            return false;
        }
        return switch (field.getHeader()) {
            case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE -> true;
            default -> false;
        };
    }

    /** Jetty says so of every response that nothing was written of; of one to HEAD, or a 304, it would be wrong. */
    private static boolean tellsOfNone(HttpField field) {
        return field.getHeader() == HttpHeader.CONTENT_LENGTH && "0".equals(field.getValue());
    }

    /** Adds what is to be written next: all of it, or as much as goes into one write. The pieces are written when it is called again. */
    void addPieces(List<ByteBuffer> pieces) {
        if (ended) {
            return;
        }
        if (written) {
            frames.clear();
            cutAt = 0;
        }
        written = true;
        int chunks = 0;
        while (content.hasRemaining() && chunks < MAX_CHUNKS && hasRoom(0)) {
            addChunk(pieces);
            chunks++;
        }
        if (!content.hasRemaining() && frames.remaining() >= END_BYTES) {
            putLast();
            ended = true;
        }
        cut(pieces);
    }

    private void addChunk(List<ByteBuffer> pieces) {
        int length = Math.min(content.remaining(), size.maxChunk());
        ByteBuffer chunk = content.slice(content.position(), length);
        content.position(content.position() + length);
        ResponsePackets.putChunkHead(frames, length);
        if (length <= SHORT_CONTENT_BYTES && hasRoom(length)) {
            frames.put(chunk);
        } else {
            cut(pieces);
            pieces.add(chunk);
        }
        ResponsePackets.putChunkTail(frames);
    }

    private boolean hasRoom(int contentBytes) {
        return frames.remaining() >= contentBytes + AROUND_CHUNK_BYTES + END_BYTES;
    }

    private void putLast() {
        switch (last) {
            case MORE -> ResponsePackets.putFlush(frames);
            case END_AND_REUSE -> ResponsePackets.putEnd(frames, true);
            case END_AND_CLOSE -> ResponsePackets.putEnd(frames, false);
        }
    }

    private void cut(List<ByteBuffer> pieces) {
        int length = frames.position() - cutAt;
        if (length > 0) {
            pieces.add(frames.slice(cutAt, length));
            cutAt = frames.position();
        }
    }

    /** Whether nothing of the response comes after it. */
    boolean endsResponse() {
        return last != Last.MORE;
    }

    /** Whether all of it is in the pieces. */
    boolean isDone() {
        return ended;
    }

    void release() {
        held.release();
    }
}
