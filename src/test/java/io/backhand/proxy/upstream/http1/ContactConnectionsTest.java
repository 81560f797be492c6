package io.backhand.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Contact;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ContactConnectionsTest {
    private final ContactConnections connections = new ContactConnections(
            new Contact("http", "127.0.0.1", 1), new Resolver("127.0.0.1", Runnable::run), Duration.ofSeconds(30));

    @Test
    void hasRoomForSoManyConnectionsAndNoMore() {
        for (int i = 0; i < ContactConnections.MAX; i++) {
            assertThat(connections.reserve()).isTrue();
        }

        assertThat(connections.reserve()).isFalse();
        connections.unreserve();
        assertThat(connections.reserve()).isTrue();
        assertThat(connections.isEmpty()).isFalse();
    }

    @Test
    void isEmptyWhenNoneIsOpenOrBeingMade() {
        assertThat(connections.isEmpty()).isTrue();
        assertThat(connections.reserve()).isTrue();
        connections.unreserve();

        assertThat(connections.isEmpty()).isTrue();
    }
}
