package io.backhand.ajp.codec;

import java.nio.ByteBuffer;

/**
 * The packets to httpd but the head of a response, which {@link ResponseHead} writes. Each is written at the buffer's
 * position; the constants tell the room it takes.
 */
public final class ResponsePackets {
    /** Before the content of a chunk. */
    public static final int CHUNK_HEAD_BYTES = PacketHead.BYTES + 1 + Short.BYTES;

    /** After the content of a chunk. */
    public static final int CHUNK_TAIL_BYTES = 1;

    public static final int FLUSH_BYTES = CHUNK_HEAD_BYTES + CHUNK_TAIL_BYTES;
    public static final int END_BYTES = PacketHead.BYTES + 2;
    public static final int GET_BODY_BYTES = PacketHead.BYTES + 1 + Short.BYTES;
    public static final int CPONG_BYTES = PacketHead.BYTES + 1;

    private ResponsePackets() {}

    /**
     * What goes before some content, after which {@link #putChunkTail} follows.
     *
     * @param contentLength 1 to {@link PacketSize#maxChunk()}
     */
    public static void putChunkHead(ByteBuffer output, int contentLength) {
        PacketHead.put(output, 1 + Short.BYTES + contentLength + CHUNK_TAIL_BYTES);
        output.put(PacketType.SEND_BODY_CHUNK).putShort((short) contentLength);
    }

    /** What goes after some content. */
    public static void putChunkTail(ByteBuffer output) {
        output.put((byte) 0);
    }

    /** Makes httpd pass on what it holds. Only after the head of the response. */
    public static void putFlush(ByteBuffer output) {
        putChunkHead(output, 0);
        putChunkTail(output);
    }

    /**
     * The end of the response.
     *
     * @param reuse whether the connection is good for another request; where not, both sides close it
     */
    public static void putEnd(ByteBuffer output, boolean reuse) {
        PacketHead.put(output, 2);
        output.put(PacketType.END_RESPONSE).put((byte) (reuse ? 1 : 0));
    }

    /**
     * Asks for more of the request's body. mod_proxy_ajp may send more than asked for, up to {@link PacketSize#maxData()}.
     *
     * @param maxBytes 1 to {@link PacketSize#maxData()}
     */
    public static void putGetBody(ByteBuffer output, int maxBytes) {
        PacketHead.put(output, 1 + Short.BYTES);
        output.put(PacketType.GET_BODY_CHUNK).putShort((short) maxBytes);
    }

    /** The answer to {@link PacketType#CPING}. */
    public static void putCpong(ByteBuffer output) {
        PacketHead.put(output, 1);
        output.put(PacketType.CPONG);
    }
}
