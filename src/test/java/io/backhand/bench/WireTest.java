package io.backhand.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.ajp.codec.ForwardRequest;
import io.backhand.ajp.codec.ForwardRequestReader;
import io.backhand.ajp.codec.Secret;
import io.backhand.bench.Wire.Answer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WireTest {
    private static final URI AJP = URI.create("ajp://127.0.0.1:8009/128");
    private static final URI HTTP = URI.create("http://127.0.0.1:8080/128");

    @Test
    void theSameIsAskedByBothProtocols() throws Exception {
        ByteBuffer packet = new AjpWire(AJP, 0).request();

        ForwardRequest request =
                new ForwardRequestReader(100, Secret.NONE, Pattern.compile("")).read(packet.position(4));

        StringBuilder asHttp = new StringBuilder(request.method() + " " + request.uri() + " HTTP/1.1\r\n");
        for (int i = 0; i < request.fieldCount(); i++) {
            asHttp.append(request.fieldName(i))
                    .append(": ")
                    .append(request.fieldValue(i))
                    .append("\r\n");
        }
        assertThat(StandardCharsets.US_ASCII
                        .decode(new HttpWire(HTTP, 0).request())
                        .toString())
                .isEqualToIgnoringCase(asHttp + "\r\n");
    }

    @Test
    void anAnswerByAjpIsWholeWithItsEnd() {
        String whole =
                "4142000a04" + "00c8" + "00024f4b00" + "0000" + "4142000603" + "0002" + "787900" + "41420002" + "0501";

        assertThat(answer(new AjpWire(AJP, 0), HexFormat.of().parseHex(whole))).isEqualTo(Answer.GOOD);
        assertThat(answer(new AjpWire(AJP, 0), HexFormat.of().parseHex(whole.substring(0, whole.length() - 2))))
                .isEqualTo(Answer.PART);
        assertThat(answer(new AjpWire(AJP, 0), HexFormat.of().parseHex(whole.replace("00c8", "01f7"))))
                .isEqualTo(Answer.BAD);
    }

    @Test
    void anAnswerByHttpIsWholeWithItsLastByte() {
        assertThat(answer(new HttpWire(HTTP, 0), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nx"))
                .isEqualTo(Answer.PART);
        assertThat(answer(new HttpWire(HTTP, 0), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nxy"))
                .isEqualTo(Answer.GOOD);
        assertThat(answer(new HttpWire(HTTP, 0), "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"))
                .isEqualTo(Answer.BAD);
    }

    private static Answer answer(Wire wire, String bytes) {
        return answer(wire, bytes.getBytes(StandardCharsets.US_ASCII));
    }

    private static Answer answer(Wire wire, byte[] bytes) {
        return wire.answer(ByteBuffer.wrap(bytes).position(bytes.length));
    }
}
