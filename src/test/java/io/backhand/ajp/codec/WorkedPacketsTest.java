package io.backhand.ajp.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole conversations between httpd and a backend, byte for byte. */
class WorkedPacketsTest {
    private static final PacketSize SIZE = PacketSize.DEFAULT;

    private final ForwardRequestReader reader =
            new ForwardRequestReader(100, Secret.of("s3cret".getBytes(StandardCharsets.US_ASCII)), Pattern.compile(""));
    private final ByteBuffer output = ByteBuffer.allocate(SIZE.bytes());

    @Test
    void getWithSecretQueryAndRoute() throws Exception {
        ForwardRequest request = request(
                """
                12 34 00 b7
                02
                02
                00 08 48 54 54 50 2f 31 2e 31 00
                00 05 2f 73 68 6f 70 00
                00 0b 32 30 33 2e 30 2e 31 31 33 2e 39 00
                ff ff
                00 0f 77 77 77 2e 65 78 61 6d 70 6c 65 2e 6f 72
                67 00
                00 50
                00
                00 02
                a0 0b
                00 0f 77 77 77 2e 65 78 61 6d 70 6c 65 2e 6f 72
                67 00
                00 0c 58 2d 52 65 71 75 65 73 74 2d 49 64 00
                00 04 37 66 33 61 00
                0c
                00 06 73 33 63 72 65 74 00
                05
                00 03 71 3d 31 00
                06
                00 02 6e 31 00
                0a
                00 0f 41 4a 50 5f 52 45 4d 4f 54 45 5f 50 4f 52
                54 00
                00 05 35 31 30 30 30 00
                0a
                00 0e 41 4a 50 5f 4c 4f 43 41 4c 5f 41 44 44 52
                00
                00 09 31 39 32 2e 30 2e 32 2e 31 00
                ff
                """);

        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.protocol()).isEqualTo("HTTP/1.1");
        assertThat(request.uri()).isEqualTo("/shop");
        assertThat(request.query()).contains("q=1");
        assertThat(request.remoteAddress()).contains("203.0.113.9");
        assertThat(request.remotePort()).isEqualTo(51000);
        assertThat(request.localAddress()).contains("192.0.2.1");
        assertThat(request.serverName()).contains("www.example.org");
        assertThat(request.serverPort()).isEqualTo(80);
        assertThat(request.isSecure()).isFalse();
        assertThat(request.host()).contains("www.example.org");
        assertThat(request.jvmRoute()).contains("n1");
        assertThat(request.contentLength()).isEqualTo(ForwardRequest.NO_BODY);
        assertThat(request.fieldCount()).isEqualTo(2);
        assertThat(request.fieldName(0) + ": " + request.fieldValue(0)).isEqualTo("Host: www.example.org");
        assertThat(request.fieldName(1) + ": " + request.fieldValue(1)).isEqualTo("X-Request-Id: 7f3a");
        assertThat(request.attributes()).isEmpty();
    }

    @Test
    void theAnswerToIt() throws Exception {
        ResponseHead head = new ResponseHead(output, SIZE);
        head.begin(200, "OK");
        head.field("Content-Type", "text/plain");
        head.field("Content-Length", "3");
        head.end();
        ResponsePackets.putChunkHead(output, 3);
        output.put("hi\n".getBytes(StandardCharsets.US_ASCII));
        ResponsePackets.putChunkTail(output);
        ResponsePackets.putEnd(output, true);

        assertWritten(
                """
                41 42 00 1f
                04
                00 c8
                00 02 4f 4b 00
                00 02
                a0 01
                00 0a 74 65 78 74 2f 70 6c 61 69 6e 00
                a0 03
                00 01 33 00

                41 42 00 07
                03
                00 03
                68 69 0a
                00

                41 42 00 02
                05
                01
                """);
    }

    @Test
    void postFromASlowClient() throws Exception {
        ForwardRequest request = request(
                """
                12 34 00 63
                02
                04
                00 08 48 54 54 50 2f 31 2e 31 00
                00 03 2f 69 6e 00
                00 0b 32 30 33 2e 30 2e 31 31 33 2e 39 00
                ff ff
                00 09 61 2e 65 78 61 6d 70 6c 65 00
                00 50
                00
                00 03
                a0 0b
                00 09 61 2e 65 78 61 6d 70 6c 65 00
                a0 07
                00 0a 74 65 78 74 2f 70 6c 61 69 6e 00
                a0 08
                00 02 31 31 00
                0c
                00 06 73 33 63 72 65 74 00
                ff
                """);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.contentLength()).isEqualTo(11);
        assertThat(request.fieldName(1)).isEqualTo("Content-Type");

        assertThat(data("12 34 00 07 00 05 68 65 6c 6c 6f")).isEqualTo("hello");
        ResponsePackets.putGetBody(output, SIZE.maxData());
        assertWritten("41 42 00 03 06 1f fa");
        assertThat(data("12 34 00 08 00 06 20 77 6f 72 6c 64")).isEqualTo(" world");
    }

    @Test
    void patchOverTlsChunkedWithUserAndKeySize() throws Exception {
        ForwardRequest request = request(
                """
                12 34 00 f1
                02
                ff
                00 08 48 54 54 50 2f 31 2e 31 00
                00 06 2f 64 6f 63 2f 37 00
                00 0b 32 30 30 31 3a 64 62 38 3a 3a 39 00
                ff ff
                00 0f 77 77 77 2e 65 78 61 6d 70 6c 65 2e 6f 72
                67 00
                01 bb
                01
                00 02
                a0 0b
                00 0f 77 77 77 2e 65 78 61 6d 70 6c 65 2e 6f 72
                67 00
                00 11 54 72 61 6e 73 66 65 72 2d 45 6e 63 6f 64
                69 6e 67 00
                00 07 63 68 75 6e 6b 65 64 00
                0c
                00 06 73 33 63 72 65 74 00
                03
                00 03 61 6e 6e 00
                04
                00 05 42 61 73 69 63 00
                08
                00 16 54 4c 53 5f 41 45 53 5f 32 35 36 5f 47 43
                4d 5f 53 48 41 33 38 34 00
                09
                00 04 61 31 62 32 00
                0b
                01 00
                0d
                00 05 50 41 54 43 48 00
                0a
                00 10 41 4a 50 5f 53 53 4c 5f 50 52 4f 54 4f 43
                4f 4c 00
                00 07 54 4c 53 76 31 2e 33 00
                0a
                00 0f 41 4a 50 5f 52 45 4d 4f 54 45 5f 50 4f 52
                54 00
                00 05 35 31 30 30 31 00
                ff
                """);

        assertThat(request.method()).isEqualTo("PATCH");
        assertThat(request.uri()).isEqualTo("/doc/7");
        assertThat(request.remoteAddress()).contains("2001:db8::9");
        assertThat(request.remotePort()).isEqualTo(51001);
        assertThat(request.serverPort()).isEqualTo(443);
        assertThat(request.isSecure()).isTrue();
        assertThat(request.contentLength()).isEqualTo(ForwardRequest.CHUNKED);
        assertThat(request.remoteUser()).contains("ann");
        assertThat(request.authType()).contains("Basic");
        assertThat(request.cipher()).contains("TLS_AES_256_GCM_SHA384");
        assertThat(request.sessionId()).contains("a1b2");
        assertThat(request.keySize()).hasValue(256);
        assertThat(request.tlsProtocol()).contains("TLSv1.3");
        assertThat(request.query()).isEmpty();
        assertThat(request.certificatePem()).isEmpty();

        assertThat(data("12 34 00 06 00 04 7b 7d 0d 0a")).isEqualTo("{}\r\n");
    }

    @Test
    void noContent() throws Exception {
        ResponseHead head = new ResponseHead(output, SIZE);
        head.begin(204, "No Content");
        head.field("ETag", "\"8\"");
        head.end();

        assertWritten(
                """
                41 42 00 1f
                04
                00 cc
                00 0a 4e 6f 20 43 6f 6e 74 65 6e 74 00
                00 01
                00 04 45 54 61 67 00
                00 03 22 38 22 00
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12 34 00 02 00 00", "12 34 00 00"})
    void theEndOfABodyInBothShapes(String packet) throws Exception {
        assertThat(data(packet)).isEmpty();
    }

    @Test
    void smallPackets() throws Exception {
        assertThat(payload("12 34 00 01 0a").get()).isEqualTo(PacketType.CPING);
        assertThat(payload("12 34 00 01 07").get()).isEqualTo(PacketType.SHUTDOWN);

        ResponsePackets.putCpong(output);
        ResponsePackets.putFlush(output);
        assertWritten("41 42 00 01 09 41 42 00 04 03 00 00 00");
    }

    @Test
    void theAnswerToAStranger() throws Exception {
        ResponseHead head = new ResponseHead(output, SIZE);
        head.begin(403, "Forbidden");
        head.field("Content-Length", "0");
        head.end();
        ResponsePackets.putEnd(output, false);

        assertWritten(
                """
                41 42 00 17
                04
                01 93
                00 09 46 6f 72 62 69 64 64 65 6e 00
                00 01
                a0 03
                00 01 30 00

                41 42 00 02
                05
                00
                """);
    }

    @Test
    void theConstantsAreTheLengthsWritten() {
        ResponsePackets.putChunkHead(output, 1);
        assertThat(output.position()).isEqualTo(ResponsePackets.CHUNK_HEAD_BYTES);
        ResponsePackets.putFlush(output.clear());
        assertThat(output.position()).isEqualTo(ResponsePackets.FLUSH_BYTES);
        ResponsePackets.putEnd(output.clear(), true);
        assertThat(output.position()).isEqualTo(ResponsePackets.END_BYTES);
        ResponsePackets.putGetBody(output.clear(), 1);
        assertThat(output.position()).isEqualTo(ResponsePackets.GET_BODY_BYTES);
        ResponsePackets.putCpong(output.clear());
        assertThat(output.position()).isEqualTo(ResponsePackets.CPONG_BYTES);
    }

    private ForwardRequest request(String hex) throws Exception {
        return reader.read(payload(hex));
    }

    private static String data(String hex) throws Exception {
        ByteBuffer payload = payload(hex);
        int length = DataPacket.contentLength(payload);
        assertThat(payload.remaining()).isEqualTo(length);
        return StandardCharsets.US_ASCII.decode(payload).toString();
    }

    /** What follows the head, which must tell its length. */
    private static ByteBuffer payload(String hex) throws Exception {
        ByteBuffer packet = Hex.read(hex);
        assertThat(PacketHead.payloadLength(packet, SIZE)).isEqualTo(packet.remaining());
        return packet;
    }

    private void assertWritten(String hex) {
        assertThat(Hex.written(output)).isEqualTo(hex.strip().replaceAll("\\s+", " "));
    }
}
