package io.backhand.ajp;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.ajp.ResponsePart.Last;
import io.backhand.ajp.codec.PacketSize;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets come out whole and in order, whoever has them written and however little is taken at a time. */
class AjpWriterTest {
    private static final int SEND_BODY_CHUNK = 3;
    private static final int END_RESPONSE = 5;
    private static final int GET_BODY_CHUNK = 6;
    private static final int CPONG = 9;

    private final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    private ByteArrayEndPoint endPoint = new ByteArrayEndPoint(new byte[0], 2_000_000);
    private AjpWriter writer = new AjpWriter(endPoint, PacketSize.DEFAULT);
    private final List<String> done = new ArrayList<>();

    @AfterEach
    void noBufferIsLost() {
        assertThat(buffers.getLeaks()).isEmpty();
    }

    @Test
    void asksForNothingBehindTheEndOfAResponse() {
        writer.begin();
        assertThat(writer.askForBody()).isTrue();
        write(1, Last.END_AND_REUSE);
        assertThat(writer.askForBody()).isFalse();
        assertThat(writer.pong()).isTrue();
        writer.begin();
        assertThat(writer.askForBody()).isTrue();

        assertThat(types(written()))
                .containsExactly(GET_BODY_CHUNK, SEND_BODY_CHUNK, END_RESPONSE, CPONG, GET_BODY_CHUNK);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1024, 1025, 8184, 8185, 16 * 8184, 16 * 8184 + 1, 1_000_000})
    void cutsContentIntoPacketsThatFit(int length) {
        byte[] content = AjpContract.bytes(length);
        writer.begin();

        writer.write(
                ResponsePart.next(buffers, PacketSize.DEFAULT, ByteBuffer.wrap(content), Last.MORE), callback("more"));
        write(0, Last.END_AND_CLOSE);

        ByteBuffer all = written();
        assertThat(content(all.duplicate())).isEqualTo(content);
        assertThat(types(all)).endsWith(SEND_BODY_CHUNK, END_RESPONSE);
        assertThat(done).containsExactly("more", "done");
    }

    @Test
    void keepsPacketsApartWhereLittleIsTakenAtATime() {
        takeAtOnce(10);
        write(40, Last.MORE);
        writer.askForBody();
        writer.pong();
        assertThat(done).as("10 bytes of it are written").isEmpty();

        ByteBuffer all = ByteBuffer.allocate(1000);
        while (endPoint.getOutput().hasRemaining()) {
            all.put(endPoint.takeOutput());
        }

        assertThat(types(all.flip())).containsExactly(SEND_BODY_CHUNK, SEND_BODY_CHUNK, CPONG, GET_BODY_CHUNK);
        assertThat(done).containsExactly("done");
    }

    @Test
    void aCpingIsAnsweredBeforeTheNext() {
        takeAtOnce(1);
        write(40, Last.MORE);

        assertThat(writer.pong()).isTrue();
        assertThat(writer.pong()).isFalse();
        endPoint.close();
        assertThat(done).containsExactly("failed");
    }

    @Test
    void failsWhatComesAfterAFailure() {
        endPoint.close();
        write(1, Last.MORE);
        write(1, Last.END_AND_REUSE);

        assertThat(done).containsExactly("failed", "failed");
    }

    private void write(int length, Last last) {
        writer.write(
                ResponsePart.next(buffers, PacketSize.DEFAULT, ByteBuffer.wrap(AjpContract.bytes(length)), last),
                callback("done"));
    }

    private void takeAtOnce(int bytes) {
        endPoint = new ByteArrayEndPoint(new byte[0], bytes);
        writer = new AjpWriter(endPoint, PacketSize.DEFAULT);
    }

    private Callback callback(String word) {
        return Callback.from(() -> done.add(word), failure -> done.add("failed"));
    }

    private ByteBuffer written() {
        return endPoint.takeOutput();
    }

    private static List<Integer> types(ByteBuffer packets) {
        List<Integer> types = new ArrayList<>();
        while (packets.hasRemaining()) {
            assertThat(packets.getShort()).isEqualTo((short) 0x4142);
            int length = Short.toUnsignedInt(packets.getShort());
            assertThat(length + 4).isLessThanOrEqualTo(8192);
            types.add((int) packets.get(packets.position()));
            packets.position(packets.position() + length);
        }
        return types;
    }

    private static byte[] content(ByteBuffer packets) {
        ByteBuffer content = ByteBuffer.allocate(packets.remaining());
        while (packets.hasRemaining()) {
            int length = Short.toUnsignedInt(packets.getShort(packets.position() + 2));
            if (packets.get(packets.position() + 4) == SEND_BODY_CHUNK) {
                content.put(packets.slice(packets.position() + 7, length - 4));
            }
            packets.position(packets.position() + 4 + length);
        }
        byte[] bytes = new byte[content.flip().remaining()];
        content.get(bytes);
        return bytes;
    }
}
