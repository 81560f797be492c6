package io.backhand.ajp.codec;

/**
 * How big a packet may be, with its four bytes of head: the same on both sides, and never negotiated.
 *
 * @param bytes {@value #SMALLEST} to {@value #BIGGEST}, a multiple of 1024 as the modules of httpd round it
 */
public record PacketSize(int bytes) {
    public static final int SMALLEST = 8192;
    public static final int BIGGEST = 65536;
    private static final int STEP = 1024;

    /** What httpd's modules and everybody else use where nothing is set. */
    public static final PacketSize DEFAULT = new PacketSize(SMALLEST);

    /** @throws IllegalArgumentException saying which sizes there are */
    public PacketSize {
        if (bytes < SMALLEST || bytes > BIGGEST || bytes % STEP != 0) {
            throw new IllegalArgumentException("an AJP packet has 8192 to 65536 bytes, in steps of 1024, not " + bytes);
        }
    }

    /** Of what comes after the head. */
    public int maxPayload() {
        return bytes - PacketHead.BYTES;
    }

    /** Content in one packet of a request's body: what to ask for at most. */
    public int maxData() {
        return maxPayload() - Short.BYTES;
    }

    /** Content in one packet of a response's body. */
    public int maxChunk() {
        return bytes - ResponsePackets.CHUNK_HEAD_BYTES - ResponsePackets.CHUNK_TAIL_BYTES;
    }
}
