package io.backhand.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A request over HTTP/2 with fields just as a test writes them: no client sends what an attacker would. */
public final class RawHttp2 {
    private static final int DEADLINE_MILLIS = 10_000;
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    /** What became of a request. */
    public enum Outcome {
        /** A response began, whatever its status. */
        ANSWERED,
        /** The stream or the connection was ended. */
        REFUSED
    }

    private RawHttp2() {}

    /**
     * Sends it and waits for what becomes of it.
     *
     * @param content its content; null for none
     * @param fields pseudo-fields and fields, a name and a value by turns
     */
    public static Outcome exchange(int port, @Nullable String content, String... fields) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(DEADLINE_MILLIS);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(PREFACE);
            frame(out, SETTINGS, 0, 0, new byte[0]);
            frame(out, HEADERS, END_HEADERS | (content == null ? END_STREAM : 0), 1, block(fields));
            if (content != null) {
                frame(out, DATA, END_STREAM, 1, content.getBytes(StandardCharsets.ISO_8859_1));
            }
            socket.getOutputStream().write(out.toByteArray());
            return outcome(new DataInputStream(socket.getInputStream()));
        }
    }

    private static Outcome outcome(DataInputStream in) throws IOException {
        try {
            while (true) {
                int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
                int kind = in.readUnsignedByte();
                in.readUnsignedByte();
                in.readInt();
                in.readNBytes(length);
                if (kind == HEADERS) {
                    return Outcome.ANSWERED;
                }
                if (kind == RESET || kind == GOAWAY) {
                    return Outcome.REFUSED;
                }
            }
        } catch (EOFException | SocketException e) {
            return Outcome.REFUSED;
        }
    }

    private static void frame(ByteArrayOutputStream out, int kind, int flags, int stream, byte[] payload) {
        out.writeBytes(new byte[] {
            (byte) (payload.length >> 16),
            (byte) (payload.length >> 8),
            (byte) payload.length,
            (byte) kind,
            (byte) flags,
            0,
            0,
            0,
            (byte) stream
        });
        out.writeBytes(payload);
    }

    /** Literals without indexing and without Huffman's code (RFC 7541, 6.2.2). */
    private static byte[] block(String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            block.write(0);
            text(block, fields[i]);
            text(block, fields[i + 1]);
        }
        return block.toByteArray();
    }

    private static void text(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length >= 127) {
            throw new IllegalArgumentException("too long for one octet of length");
        }
        block.write(bytes.length);
        block.writeBytes(bytes);
    }
}
