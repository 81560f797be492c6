package io.backhand.ajp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is around the content of every packet. */
class PacketsTest {
    @ParameterizedTest
    @CsvSource({"8192,8188,8186,8184", "65536,65532,65530,65528", "9216,9212,9210,9208"})
    void sizesFollowFromThePackets(int bytes, int payload, int data, int chunk) {
        PacketSize size = new PacketSize(bytes);

        assertThat(size.maxPayload()).isEqualTo(payload);
        assertThat(size.maxData()).isEqualTo(data);
        assertThat(size.maxChunk()).isEqualTo(chunk);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7168, 8191, 8193, 65537, 66560})
    void otherSizesThereAreNone(int bytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PacketSize(bytes))
                .withMessageContaining("" + bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"41 42 00 01", "34 12 00 01", "00 00 00 00", "47 45 54 20"})
    void anotherMagicIsNoPacket(String head) {
        MalformedPacketException malformed = catchThrowableOfType(
                MalformedPacketException.class, () -> PacketHead.payloadLength(Hex.read(head), PacketSize.DEFAULT));

        assertThat(malformed.isTooLong()).isFalse();
        assertThat(malformed.getStackTrace()).isEmpty();
    }

    @Test
    void aPacketLongerThanAgreedIsToldApart() throws Exception {
        assertThat(PacketHead.payloadLength(Hex.read("12 34 1f fc"), PacketSize.DEFAULT))
                .isEqualTo(8188);
        assertThat(PacketHead.payloadLength(Hex.read("12 34 ff fc"), new PacketSize(65536)))
                .isEqualTo(65532);

        MalformedPacketException malformed = catchThrowableOfType(
                MalformedPacketException.class,
                () -> PacketHead.payloadLength(Hex.read("12 34 1f fd"), PacketSize.DEFAULT));

        assertThat(malformed.isTooLong()).isTrue();
        assertThat(malformed).hasMessageContaining("packet-size is 8192").hasMessageContaining("8193");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "00 01", "00 02 61", "00 00 61", "ff ff"})
    void aBodysPacketSaysItsLength(String payload) {
        assertThatThrownBy(() -> DataPacket.contentLength(Hex.read(payload)))
                .isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void theBiggestOfEachIsCountedUnsigned() throws Exception {
        byte[] content = new byte[65530];
        var data =
                ByteBuffer.allocate(65532).putShort((short) 65530).put(content).flip();
        assertThat(DataPacket.contentLength(data)).isEqualTo(65530);

        var chunk = ByteBuffer.allocate(ResponsePackets.CHUNK_HEAD_BYTES);
        ResponsePackets.putChunkHead(chunk, 65528);
        assertThat(Hex.written(chunk)).isEqualTo("41 42 ff fc 03 ff f8");
    }
}
