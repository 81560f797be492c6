package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.TunnelSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpgradeTest {
    @ParameterizedTest
    @ValueSource(strings = {"websocket", "WebSocket", "chat/1.1", "websocket, chat/1.1"})
    void passesOnWhatIsNotHttp(String protocols) {
        assertThat(asked(HttpVersion.HTTP_1_1, "keep-alive, Upgrade", protocols))
                .isEqualTo(new Upgrade(protocols, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "H2C", "h2", "HTTP/2.0", "TLS/1.3", "", "web socket", "a/b/c", "/1"})
    void keepsBackWhatRequestsCouldHideInAndWhatIsNoName(String protocol) {
        assertThat(asked(HttpVersion.HTTP_1_1, "Upgrade", protocol)).isNull();
    }

    @Test
    void passesOnTheRestOfAList() {
        assertThat(asked(HttpVersion.HTTP_1_1, "Upgrade", "h2c, websocket")).isEqualTo(new Upgrade("websocket", null));
    }

    @Test
    void needsConnectionToSaySoAndHttp11() {
        assertThat(asked(HttpVersion.HTTP_1_1, "keep-alive", "websocket")).isNull();
        assertThat(asked(HttpVersion.HTTP_1_0, "Upgrade", "websocket")).isNull();
    }

    @Test
    void takesForConsentOnlyWhatWasAskedFor() {
        Upgrade upgrade = new Upgrade("websocket, chat/1.1", null);

        assertThat(upgrade.isAgreedTo(HttpFields.build().put(HttpHeader.UPGRADE, "WebSocket")))
                .isTrue();
        assertThat(upgrade.isAgreedTo(HttpFields.build().put(HttpHeader.UPGRADE, "chat/1.1")))
                .isTrue();
        assertThat(upgrade.isAgreedTo(HttpFields.build().put(HttpHeader.UPGRADE, "chat")))
                .isFalse();
        assertThat(upgrade.isAgreedTo(HttpFields.EMPTY)).isFalse();
    }

    @Test
    void takesForConsentToWebSocketOnlyTheAnswerToItsKey() {
        // The example of RFC 6455, 1.3.
        Upgrade upgrade = new Upgrade("websocket", "dGhlIHNhbXBsZSBub25jZQ==");
        HttpFields.Mutable answer = HttpFields.build().put(HttpHeader.UPGRADE, "websocket");

        assertThat(upgrade.isAgreedTo(answer)).isFalse();
        assertThat(upgrade.isAgreedTo(answer.put("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")))
                .isTrue();
        assertThat(upgrade.isAgreedTo(answer.put("Sec-WebSocket-Accept", "another")))
                .isFalse();
    }

    private static @Nullable Upgrade asked(HttpVersion version, String connection, String protocols) {
        ConnectionMetaData metaData = mock(ConnectionMetaData.class);
        when(metaData.getHttpVersion()).thenReturn(version);
        Request request = mock(Request.class);
        when(request.getConnectionMetaData()).thenReturn(metaData);
        when(request.getTunnelSupport()).thenReturn(mock(TunnelSupport.class));
        when(request.getHeaders())
                .thenReturn(HttpFields.build()
                        .put(HttpHeader.CONNECTION, connection)
                        .put(HttpHeader.UPGRADE, protocols));
        return Upgrade.askedFor(request);
    }
}
