package io.backhand.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** A request as httpd sends it by AJP/1.3, or as a test says: HTTP/1.1 of 203.0.113.9 for the host a.example. */
public final class RawAjpRequest {
    private static final int STORED_METHOD = 0xFF;
    private static final List<String> METHODS =
            List.of("", "OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "PROPFIND");

    private final String method;
    private final String uri;
    private final List<byte[]> fields = new ArrayList<>();
    private final ByteArrayOutputStream attributes = new ByteArrayOutputStream();
    private String remoteAddress = "203.0.113.9";
    private boolean secure;

    private RawAjpRequest(String method, String uri) {
        this.method = method;
        this.uri = uri;
        field("Host", "a.example");
        if (!METHODS.contains(method)) {
            attribute(0x0D, method);
        }
    }

    /** A GET of that path. */
    public static RawAjpRequest get(String uri) {
        return new RawAjpRequest("GET", uri);
    }

    /** A POST to it; the body is the client's to send. */
    public static RawAjpRequest post(String uri, long contentLength) {
        return new RawAjpRequest("POST", uri).field("Content-Length", Long.toString(contentLength));
    }

    /** A POST of a length nobody knows. */
    public static RawAjpRequest chunkedPost(String uri) {
        return new RawAjpRequest("POST", uri).field("Transfer-Encoding", "chunked");
    }

    /** Any other. */
    public static RawAjpRequest of(String method, String uri) {
        return new RawAjpRequest(method, uri);
    }

    /** With a field more. */
    public RawAjpRequest field(String name, String value) {
        fields.add(join(string(name), string(value)));
        return this;
    }

    /** With a field whose name goes as its code, as httpd's modules send it. */
    public RawAjpRequest field(int code, String value) {
        fields.add(join(int16(code), string(value)));
        return this;
    }

    /** Without any field so far. */
    public RawAjpRequest withoutFields() {
        fields.clear();
        return this;
    }

    /** Of a client there. */
    public RawAjpRequest from(String address) {
        remoteAddress = address;
        return this;
    }

    /** Of a client over TLS. */
    public RawAjpRequest secure() {
        secure = true;
        return this;
    }

    /** With an attribute that has a code, and a string for its value. */
    public RawAjpRequest attribute(int code, String value) {
        attributes.write(code);
        attributes.writeBytes(string(value));
        return this;
    }

    /** With an attribute that has a name. */
    public RawAjpRequest attribute(String name, String value) {
        attributes.write(0x0A);
        attributes.writeBytes(string(name));
        attributes.writeBytes(string(value));
        return this;
    }

    /** With what the other side is to show. */
    public RawAjpRequest secret(String secret) {
        return attribute(0x0C, secret);
    }

    /** With a query. */
    public RawAjpRequest query(String query) {
        return attribute(0x05, query);
    }

    /** The whole packet. */
    public byte[] packet() {
        int known = METHODS.indexOf(method);
        byte[] payload = join(
                new byte[] {2, (byte) (known < 0 ? STORED_METHOD : known)},
                string("HTTP/1.1"),
                string(uri),
                string(remoteAddress),
                int16(0xFFFF),
                string("a.example"),
                int16(secure ? 443 : 80),
                new byte[] {(byte) (secure ? 1 : 0)},
                int16(fields.size()),
                join(fields.toArray(byte[][]::new)),
                attributes.toByteArray(),
                new byte[] {(byte) 0xFF});
        return packet(payload);
    }

    /** Any packet to a backend. */
    public static byte[] packet(byte... payload) {
        return join(int16(0x1234), int16(payload.length), payload);
    }

    /** A packet of a body. */
    public static byte[] data(byte... content) {
        return packet(join(int16(content.length), content));
    }

    private static byte[] string(String text) {
        return join(int16(text.length()), text.getBytes(ISO_8859_1), new byte[1]);
    }

    private static byte[] int16(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    /** One after another. */
    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
