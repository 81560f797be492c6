package io.backhand.proxy.upstream.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.backhand.proxy.upstream.BackendRequest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpTokens;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.PreEncodedHttpField;

/**
 * The bytes of a request around its body: request line and fields, and the frames of a chunked body.
 *
 * <p>What could be taken for more than one line is refused, never mended: method and names must be tokens, and no
 * value or target may have a control character (RFC 9110, 5.5). What is not ASCII goes out as UTF-8 in a target,
 * as browsers mean it, and as ISO-8859-1 in a value, as it was read.
 *
 * <p>Not thread-safe: one belongs to one request at a time. It grows to {@link #MAX_BYTES}.
 */
final class RequestHead {
    /** Of a request line and its fields: what Apache httpd accepts, and what a balancer adds. */
    static final int MAX_BYTES = 68 * 1024;

    /** Most requests have less. */
    private static final int USUAL_BYTES = 4096;

    private static final byte[] VERSION_LINE_END = " HTTP/1.1\r\n".getBytes(ISO_8859_1);
    private static final byte[] CHUNKED = "Transfer-Encoding: chunked\r\n".getBytes(ISO_8859_1);
    private static final byte[] CONTENT_LENGTH = HttpHeader.CONTENT_LENGTH.getBytesColonSpace();
    private static final byte[] CONNECTION_UPGRADE = "Connection: Upgrade\r\nUpgrade: ".getBytes(ISO_8859_1);
    private static final byte[] CONNECTION_TE = "Connection: TE\r\n".getBytes(ISO_8859_1);
    private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);

    private byte[] bytes = new byte[USUAL_BYTES];
    private ByteBuffer view = ByteBuffer.wrap(bytes);
    private int length;
    private boolean withTe;

    /**
     * Writes request line and fields, in place of what was here.
     *
     * @throws IllegalArgumentException saying what of the request can't be sent
     */
    void write(BackendRequest request) {
        length = 0;
        withTe = false;
        putToken(request.method(), "the method");
        put((byte) ' ');
        putTarget(request.target());
        put(VERSION_LINE_END);
        HttpFields headers = request.headers();
        for (int i = 0; i < headers.size(); i++) {
            putField(headers.getField(i));
        }
        if (withTe) {
            // It is for this hop alone, and has to say so.
            put(CONNECTION_TE);
        }
        putFraming(request);
        String protocol = request.upgrade();
        if (protocol != null) {
            putUpgrade(protocol);
        }
        putLineEnd();
    }

    /** Nothing is here any more. */
    void clear() {
        length = 0;
    }

    /** Adds the line before a chunk of the body. */
    void putChunkSize(int size) {
        int shift = Math.max(0, (31 - Integer.numberOfLeadingZeros(size)) & ~3);
        for (; shift >= 0; shift -= 4) {
            put(HEX[size >>> shift & 0xF]);
        }
        putLineEnd();
    }

    /** Adds the last chunk, which has no bytes, and the trailers after it. */
    void putLastChunk(HttpFields trailers) {
        put((byte) '0');
        putLineEnd();
        for (HttpField field : trailers) {
            putField(field);
        }
        putLineEnd();
    }

    void putLineEnd() {
        ensure(2);
        bytes[length++] = '\r';
        bytes[length++] = '\n';
    }

    /** What was written; good until more is. */
    ByteBuffer bytes() {
        return view.clear().limit(length);
    }

    /** Whether it has grown past what is worth keeping for the next request. */
    boolean isBig() {
        return bytes.length > 4 * USUAL_BYTES;
    }

    private void putField(HttpField field) {
        HttpHeader header = field.getHeader();
        if (header == null) {
            putOther(field);
            return;
        }
        switch (header) {
            // Framing and the connection are set here and nowhere else.
            case CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION, UPGRADE -> {}
            case TE -> {
                withTe = true;
                putOther(field);
            }
            default -> {
                if (field instanceof PreEncodedHttpField encoded) {
                    putEncoded(encoded);
                    return;
                }
                if (header.asString().equals(field.getName())) {
                    put(header.getBytesColonSpace());
                } else {
                    putToken(field.getName(), "a field's name");
                    put((byte) ':');
                    put((byte) ' ');
                }
                putValue(field);
            }
        }
    }

    private void putOther(HttpField field) {
        if (field instanceof PreEncodedHttpField encoded) {
            putEncoded(encoded);
            return;
        }
        putToken(field.getName(), "a field's name");
        put((byte) ':');
        put((byte) ' ');
        putValue(field);
    }

    private void putEncoded(PreEncodedHttpField field) {
        int size = field.getEncodedLength(HttpVersion.HTTP_1_1);
        ensure(size);
        view.clear().position(length);
        field.putTo(view, HttpVersion.HTTP_1_1);
        length += size;
    }

    private void putFraming(BackendRequest request) {
        if (request.body() != null) {
            if (request.contentLength() >= 0) {
                putContentLength(request.contentLength());
            } else {
                put(CHUNKED);
            }
        } else if (meansContent(request.method())) {
            putContentLength(0);
        }
    }

    /** Methods whose requests say so when there is no content (RFC 9110, 8.6). */
    private static boolean meansContent(String method) {
        return switch (method) {
            case "POST", "PUT", "PATCH" -> true;
            default -> false;
        };
    }

    private void putContentLength(long value) {
        put(CONTENT_LENGTH);
        put(Long.toString(value).getBytes(ISO_8859_1));
        putLineEnd();
    }

    private void putUpgrade(String protocol) {
        put(CONNECTION_UPGRADE);
        putText(protocol, "the protocol to upgrade to");
        putLineEnd();
    }

    private void putToken(String text, String what) {
        int size = text.length();
        boolean good = size > 0;
        ensure(size);
        for (int i = 0; i < size; i++) {
            char c = text.charAt(i);
            good &= c < 0x80 && HttpTokens.TOKENS[c & 0x7F].isRfc2616Token();
            bytes[length + i] = (byte) c;
        }
        if (!good) {
            throw new IllegalArgumentException(what + " is no token");
        }
        length += size;
    }

    private void putTarget(String target) {
        int size = target.length();
        boolean good = size > 0;
        boolean ascii = true;
        ensure(size);
        for (int i = 0; i < size; i++) {
            char c = target.charAt(i);
            good &= c > ' ' && c != 0x7F;
            ascii &= c < 0x80;
            bytes[length + i] = (byte) c;
        }
        if (!good) {
            throw new IllegalArgumentException("the target has a space or a control character");
        }
        if (ascii) {
            length += size;
        } else {
            put(target.getBytes(UTF_8));
        }
    }

    private void putValue(HttpField field) {
        String value = field.getValue();
        if (value != null) {
            putText(value, "a field's value");
        }
        putLineEnd();
    }

    private void putText(String text, String what) {
        int size = text.length();
        boolean good = true;
        ensure(size);
        for (int i = 0; i < size; i++) {
            char c = text.charAt(i);
            good &= c >= ' ' ? c != 0x7F : c == '\t';
            bytes[length + i] = c <= 0xFF ? (byte) c : (byte) '?';
        }
        if (!good) {
            throw new IllegalArgumentException(what + " has a control character");
        }
        length += size;
    }

    private void put(byte octet) {
        ensure(1);
        bytes[length++] = octet;
    }

    private void put(byte[] octets) {
        ensure(octets.length);
        System.arraycopy(octets, 0, bytes, length, octets.length);
        length += octets.length;
    }

    private void ensure(int more) {
        int wanted = length + more;
        if (wanted > bytes.length) {
            if (wanted > MAX_BYTES) {
                throw new IllegalArgumentException("the header has more than " + MAX_BYTES + " bytes");
            }
            bytes = Arrays.copyOf(bytes, Math.min(MAX_BYTES, Math.max(wanted, 2 * bytes.length)));
            view = ByteBuffer.wrap(bytes);
        }
    }
}
