package io.backhand.server.preamble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreambleReaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String IPV4 = "2111000c" + "c0000207" + "c6336401" + "dc04" + "01bb";
    private static final Preamble V4 =
            Preamble.of(new InetSocketAddress("192.0.2.7", 56324), new InetSocketAddress("198.51.100.1", 443));
    private static final Preamble V6 =
            Preamble.of(new InetSocketAddress("2001:db8::7", 56324), new InetSocketAddress("2001:db8::1", 443));

    @Test
    void readsALineAndLeavesWhatFollows() throws Exception {
        ByteBuffer came = text("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\nGET / HTTP/1.1\r\n");

        assertThat(PreambleReader.read(came)).contains(V4);
        assertThat(StandardCharsets.US_ASCII.decode(came).toString()).isEqualTo("GET / HTTP/1.1\r\n");
    }

    @Test
    void readsALineOfIpv6() throws Exception {
        assertThat(PreambleReader.read(text("PROXY TCP6 2001:db8::7 2001:db8::1 56324 443\r\n")))
                .contains(V6);
    }

    @Test
    void readsBytesAndLeavesWhatFollows() throws Exception {
        ByteBuffer came = hex(SIGNATURE + IPV4 + "474554");

        assertThat(PreambleReader.read(came)).contains(V4);
        assertThat(StandardCharsets.US_ASCII.decode(came).toString()).isEqualTo("GET");
    }

    @Test
    void readsBytesOfIpv6AndPassesOverFields() throws Exception {
        String addresses = "20010db8000000000000000000000007" + "20010db8000000000000000000000001" + "dc04" + "01bb";

        assertThat(PreambleReader.read(hex(SIGNATURE + "21210027" + addresses + "040000")))
                .contains(V6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN\r\n", "PROXY UNKNOWN ffff::1 what ever 0 0\r\n"})
    void believesNothingOfAnUnknownClient(String line) throws Exception {
        assertThat(PreambleReader.read(text(line))).contains(Preamble.UNKNOWN);
    }

    @Test
    void tellsTheProxysOwnConnectionsFromThoseForNobodyItCanName() throws Exception {
        assertThat(PreambleReader.read(hex(SIGNATURE + "20000000"))).contains(Preamble.OWN);
        assertThat(PreambleReader.read(hex(SIGNATURE + "20110003" + "040000"))).contains(Preamble.OWN);
        assertThat(PreambleReader.read(hex(SIGNATURE + "21000000"))).contains(Preamble.UNKNOWN);
        assertThat(PreambleReader.read(hex(SIGNATURE + "213100d8" + "00".repeat(216))))
                .contains(Preamble.UNKNOWN);
    }

    @Test
    void waitsForTheRestAtEachByte() throws Exception {
        ByteBuffer line = text("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n");
        ByteBuffer bytes = hex(SIGNATURE + IPV4);
        for (int length = 0; length < line.capacity(); length++) {
            assertThat(PreambleReader.read(line.slice(0, length)))
                    .as("%d bytes", length)
                    .isEmpty();
        }
        for (int length = 0; length < bytes.capacity(); length++) {
            assertThat(PreambleReader.read(bytes.slice(0, length)))
                    .as("%d bytes", length)
                    .isEmpty();
        }
    }

    @Test
    void aLineHasALimit() throws Exception {
        assertThat(PreambleReader.read(text("PROXY UNKNOWN " + "x".repeat(91) + "\r\n")))
                .contains(Preamble.UNKNOWN);
        assertThat(PreambleReader.read(text("PROXY UNKNOWN " + "x".repeat(92)))).isEmpty();
        assertMalformed(text("PROXY UNKNOWN " + "x".repeat(93)), "a PROXY line of more than 107 bytes");
        assertMalformed(text("PROXY UNKNOWN " + "x".repeat(92) + "\r\n"), "a PROXY line of more than 107 bytes");
    }

    @Test
    void bytesHaveALimit() throws Exception {
        assertThat(PreambleReader.read(hex(SIGNATURE + "211107f0"))).isEmpty();
        assertMalformed(hex(SIGNATURE + "211107f1"), "a preamble of more than 2048 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "PROXI TCP4",
                "PROXYTCP4",
                "PROXY \r\n",
                "PROXY TCP5 192.0.2.7 198.51.100.1 1 2\r\n",
                "PROXY tcp4 192.0.2.7 198.51.100.1 1 2\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 1\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 1 2 3\r\n",
                "PROXY TCP4  192.0.2.7 198.51.100.1 1 2\r\n",
                "PROXY TCP4 localhost 198.51.100.1 1 2\r\n",
                "PROXY TCP4 192.0.2.256 198.51.100.1 1 2\r\n",
                "PROXY TCP4 ::1 ::1 1 2\r\n",
                "PROXY TCP6 192.0.2.7 198.51.100.1 1 2\r\n",
                "PROXY TCP6 [::1] [::1] 1 2\r\n",
                "PROXY TCP6 ::g ::1 1 2\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 65536 2\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 -1 2\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 01 2\r\n",
                "\u0016\u0003\u0001"
            })
    void refusesWhatIsNone(String came) {
        assertThatThrownBy(() -> PreambleReader.read(text(came))).isInstanceOf(MalformedPreambleException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1111000c", "2211000c", "2112000c", "2122000c", "2141000c", "2111000b", "21210023"})
    void refusesBytesOfAnotherKind(String head) {
        assertThatThrownBy(() -> PreambleReader.read(hex(SIGNATURE + head + "00".repeat(36))))
                .isInstanceOf(MalformedPreambleException.class);
    }

    @Property
    void neverFailsOtherwise(@ForAll byte[] rest, @ForAll boolean line) {
        byte[] begin = line
                ? "PROXY ".getBytes(StandardCharsets.US_ASCII)
                : HexFormat.of().parseHex(SIGNATURE);
        ByteBuffer came = ByteBuffer.allocate(begin.length + rest.length)
                .put(begin)
                .put(rest)
                .flip();
        try {
            PreambleReader.read(came)
                    .ifPresent(preamble -> assertThat(came.position()).isPositive());
        } catch (MalformedPreambleException e) {
            assertThat(came.position()).isZero();
        }
    }

    private static void assertMalformed(ByteBuffer came, String why) {
        assertThatThrownBy(() -> PreambleReader.read(came))
                .isInstanceOf(MalformedPreambleException.class)
                .hasMessage(why);
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static ByteBuffer hex(String bytes) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(bytes));
    }
}
