package io.backhand.ajp.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A FORWARD_REQUEST as httpd writes it, or as nobody should: GET /shop of www.example.org where nothing else is said. */
final class RequestPacket {
    private static final int NULL = 0xFFFF;

    private int method = 2;
    private @Nullable String protocol = "HTTP/1.1";
    private @Nullable String uri = "/shop";
    private @Nullable String remoteAddress = "203.0.113.9";
    private @Nullable String serverName = "www.example.org";
    private int secure;
    private int countedTooMany;
    private final List<byte[]> fields = new ArrayList<>();
    private final List<byte[]> attributes = new ArrayList<>();
    private byte[] end = {(byte) AttributeCode.DONE};

    private RequestPacket() {}

    /** One without any field. */
    static RequestPacket bare() {
        return new RequestPacket();
    }

    /** One with a Host, as HTTP/1.1 wants it. */
    static RequestPacket get() {
        return bare().coded(FieldNames.HOST, "www.example.org");
    }

    RequestPacket method(int code) {
        this.method = code;
        return this;
    }

    RequestPacket protocol(@Nullable String text) {
        this.protocol = text;
        return this;
    }

    RequestPacket uri(@Nullable String text) {
        this.uri = text;
        return this;
    }

    RequestPacket remoteAddress(@Nullable String text) {
        this.remoteAddress = text;
        return this;
    }

    RequestPacket serverName(@Nullable String text) {
        this.serverName = text;
        return this;
    }

    RequestPacket secure() {
        return secure(1);
    }

    RequestPacket secure(int octet) {
        this.secure = octet;
        return this;
    }

    RequestPacket coded(int code, @Nullable String value) {
        fields.add(join(int16(0xA000 | code), string(value)));
        return this;
    }

    RequestPacket field(@Nullable String name, @Nullable String value) {
        fields.add(join(string(name), string(value)));
        return this;
    }

    /** Claims more fields than there are. */
    RequestPacket countTooMany(int more) {
        this.countedTooMany = more;
        return this;
    }

    RequestPacket attribute(int code, @Nullable String value) {
        attributes.add(join(new byte[] {(byte) code}, string(value)));
        return this;
    }

    RequestPacket attribute(@Nullable String name, @Nullable String value) {
        attributes.add(join(new byte[] {AttributeCode.REQUEST_ATTRIBUTE}, string(name), string(value)));
        return this;
    }

    RequestPacket keySize(int bits) {
        attributes.add(join(new byte[] {AttributeCode.SSL_KEY_SIZE}, int16(bits)));
        return this;
    }

    /** What stands in place of the last byte. */
    RequestPacket end(int... octets) {
        end = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            end[i] = (byte) octets[i];
        }
        return this;
    }

    byte[] payload() {
        byte[] packet = join(
                new byte[] {PacketType.FORWARD_REQUEST, (byte) method},
                string(protocol),
                string(uri),
                string(remoteAddress),
                string(null),
                string(serverName),
                int16(80),
                new byte[] {(byte) secure},
                int16(fields.size() + countedTooMany));
        packet = join(packet, join(fields.toArray(byte[][]::new)));
        return join(packet, join(attributes.toArray(byte[][]::new)), end);
    }

    ByteBuffer buffer() {
        return ByteBuffer.wrap(payload());
    }

    static byte[] string(@Nullable String text) {
        return text == null ? int16(NULL) : join(int16(text.length()), text.getBytes(ISO_8859_1), new byte[1]);
    }

    private static byte[] int16(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
