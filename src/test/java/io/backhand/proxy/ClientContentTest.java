package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.backhand.routing.Route.BodyLimits;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.junit.jupiter.api.Test;

/** Ten seconds, and another for each 100 bytes. */
class ClientContentTest {
    private final Request clientRequest = mock(Request.class);
    private final ClientContent content =
            new ClientContent(clientRequest, new BodyLimits(0, Duration.ofSeconds(10), 100));
    private long nowNanos = Long.MAX_VALUE - 1;

    ClientContentTest() {
        when(clientRequest.getHeaders()).thenReturn(HttpFields.EMPTY);
    }

    @Test
    void aBodyMayComeAtTheLeastRate() {
        assertThat(breaksOffAfter(10, 1)).isFalse();
        assertThat(breaksOffAfter(1, 99)).isFalse();
        assertThat(breaksOffAfter(1, 100)).isFalse();
    }

    @Test
    void breaksOffWhereItComesMoreSlowly() {
        assertThat(breaksOffAfter(10, 50)).isFalse();
        assertThat(breaksOffAfter(1, 49)).isTrue();
        assertThat(content.isTooSlow()).isTrue();
        assertThat(content.isTooLong()).isFalse();
    }

    @Test
    void theLastOfItIsTakenHoweverLate() {
        pause(100);

        assertThat(Content.Chunk.isFailure(content.withinLimits(chunk(1, true))))
                .isFalse();
    }

    @Test
    void mayRestWhenAResponseHasBegun() {
        content.mayRest();

        assertThat(breaksOffAfter(100, 1)).isFalse();
    }

    @Test
    void mayRestWhereItIsAStreamOfMessages() {
        when(clientRequest.getHeaders()).thenReturn(HttpFields.build().put("Content-Type", "application/grpc+proto"));

        assertThat(breaksOffAfter(100, 1)).isFalse();
    }

    @Test
    void mayRestWhereThereIsNoLimit() {
        ClientContent unlimited = new ClientContent(clientRequest, new BodyLimits(0, Duration.ZERO, 100));
        unlimited.awaited(0);
        unlimited.arrived(Duration.ofHours(1).toNanos());

        assertThat(Content.Chunk.isFailure(unlimited.withinLimits(chunk(1, false))))
                .isFalse();
    }

    private boolean breaksOffAfter(int seconds, int bytes) {
        pause(seconds);
        return Content.Chunk.isFailure(content.withinLimits(chunk(bytes, false)));
    }

    private void pause(int seconds) {
        content.awaited(nowNanos);
        nowNanos += Duration.ofSeconds(seconds).toNanos();
        content.arrived(nowNanos);
    }

    private static Content.Chunk chunk(int bytes, boolean last) {
        return Content.Chunk.from(ByteBuffer.allocate(bytes), last);
    }
}
