package io.backhand.ajp.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseHeadTest {
    private static final PacketSize SIZE = PacketSize.DEFAULT;

    /** Of a head with one field "A", empty reason not counted: packet head, type, status, "OK", count, name, value's ends. */
    private static final int AROUND_THE_VALUE = 4 + 1 + 2 + 5 + 2 + 4 + 3;

    private final ByteBuffer output = ByteBuffer.allocate(SIZE.bytes() + 100);
    private final ResponseHead head = new ResponseHead(output, SIZE);

    @Test
    void knownNamesGoAsTheirCodes() throws Exception {
        List<String> names = List.of(
                "Content-Type",
                "Content-Language",
                "Content-Length",
                "Date",
                "Last-Modified",
                "Location",
                "Set-Cookie",
                "Set-Cookie2",
                "Servlet-Engine",
                "Status",
                "WWW-Authenticate");
        for (int code = 1; code <= names.size(); code++) {
            output.clear();
            head.begin(200, "OK");
            int at = output.position();
            head.field(names.get(code - 1).toLowerCase(Locale.ROOT), "v");

            assertThat(output.getShort(at) & 0xFFFF).isEqualTo(0xA000 | code);
        }
    }

    @Test
    void otherNamesAreWrittenOut() throws Exception {
        head.begin(200, "OK");
        int at = output.position();
        head.field("Dato", "v");

        assertThat(output.getShort(at)).isEqualTo((short) 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\r", "a\0"})
    void aReasonThatIsNoneGivesWayToTheStatus(String reason) throws Exception {
        head.begin(404, reason);
        head.end();

        assertThat(Hex.written(output)).isEqualTo("41 42 00 0b 04 01 94 00 03 34 30 34 00 00 00");
    }

    @Test
    void aLongReasonIsNone() throws Exception {
        head.begin(404, "r".repeat(256));
        assertThat(output.position()).isGreaterThan(256);
        output.clear();
        head.begin(404, "r".repeat(257));
        assertThat(output.position()).isLessThan(20);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 99, 100, 101, 103, 199, 1000})
    void noInterimAndNoImpossibleStatus(int status) {
        assertThat(refusal(() -> head.begin(status, "OK")).isTooLong()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 299, 600, 999})
    void allOthers(int status) throws Exception {
        head.begin(status, "OK");
        head.end();

        assertThat(output.getShort(5)).isEqualTo((short) status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\n", "é"})
    void aNameMustBeAToken(String name) throws Exception {
        output.position(7);
        head.begin(200, "OK");
        head.field("B", "b");

        UnsendableResponseException refusal = refusal(() -> head.field(name, "v"));

        assertThat(refusal.isTooLong()).isFalse();
        assertThat(refusal.getMessage()).matches("[ -~]+");
        assertThat(output.position()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r", "a\nb", "\0", "\u007F", "\u0001"})
    void aValueHasNoControlCharacter(String value) throws Exception {
        head.begin(200, "OK");

        assertThat(refusal(() -> head.field("Content-Type", value)).isTooLong()).isFalse();
        assertThat(output.position()).isZero();
    }

    @Test
    void aValueIsIso88591() throws Exception {
        head.begin(200, "OK");
        head.field("A", "\té€");

        byte[] written = new byte[3];
        output.get(output.position() - 4, written);
        assertThat(new String(written, ISO_8859_1)).isEqualTo("\té?");
    }

    @ParameterizedTest
    @CsvSource({"8192", "65536"})
    void aHeadFillsOnePacketAndNoMore(int bytes) throws Exception {
        PacketSize size = new PacketSize(bytes);
        ByteBuffer packet = ByteBuffer.allocate(bytes + 100);
        ResponseHead big = new ResponseHead(packet, size);
        big.begin(200, "OK");
        big.field("A", "v".repeat(bytes - AROUND_THE_VALUE));
        big.end();
        assertThat(packet.position()).isEqualTo(bytes);
        assertThat(packet.getShort(2) & 0xFFFF).isEqualTo(size.maxPayload());

        packet.clear();
        big.begin(200, "OK");
        UnsendableResponseException refusal = refusal(() -> big.field("A", "v".repeat(bytes - AROUND_THE_VALUE + 1)));

        assertThat(refusal.isTooLong()).isTrue();
        assertThat(refusal).hasMessageContaining("packet-size");
        assertThat(packet.position()).isZero();
    }

    @Test
    void aNameWhoseLengthReadsAsACodeIsRefused() throws Exception {
        ByteBuffer packet = ByteBuffer.allocate(65536);
        ResponseHead big = new ResponseHead(packet, new PacketSize(65536));
        big.begin(200, "OK");
        big.field("n".repeat(0xA000 - 1), "v");
        packet.clear();
        big.begin(200, "OK");

        assertThat(refusal(() -> big.field("n".repeat(0xA000), "v")).isTooLong())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6, 7, 12, 13, 17, 20})
    void aBufferTooSmallIsNotWrittenBeyond(int room) {
        output.limit(room);

        assertThat(refusal(() -> {
                            head.begin(200, "OK");
                            head.field("A", "v");
                        })
                        .isTooLong())
                .isTrue();
        assertThat(output.position()).isZero();
    }

    @Test
    void oneIsGoodForTheNextResponse() throws Exception {
        head.begin(200, "OK");
        head.field("A", "v");
        head.end();
        int first = output.position();
        head.begin(200, "OK");
        head.field("A", "v");
        head.end();

        assertThat(output.position()).isEqualTo(2 * first);
        assertThat(output.slice(0, first)).isEqualTo(output.slice(first, first));
    }

    private static UnsendableResponseException refusal(ThrowingCallable writing) {
        return Objects.requireNonNull(
                catchThrowableOfType(UnsendableResponseException.class, writing), "it was written");
    }
}
