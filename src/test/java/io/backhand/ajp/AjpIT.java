package io.backhand.ajp;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.ajp.codec.PacketSize;
import io.backhand.ajp.codec.Secret;
import io.backhand.testing.HandlerBackend;
import io.backhand.testing.RawAjpClient;
import io.backhand.testing.RawAjpClient.Answer;
import io.backhand.testing.RawAjpRequest;
import io.backhand.testing.RawBackend;
import io.backhand.testing.TestBalancer;
import java.util.Arrays;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and answers by AJP, on threads of a pool; each balancer has to end with no buffer lost. */
@Timeout(30)
class AjpIT {
    static final AjpSettings OPEN = new AjpSettings(PacketSize.DEFAULT, Secret.NONE, AjpSettings.NO_ATTRIBUTES, false);

    /** What has come comes back. */
    private static final HandlerBackend.Answer ECHO =
            (request, response, callback) -> Content.copy(request, response, callback);

    @Test
    void carriesARequestAndItsAnswer() throws Exception {
        try (RawBackend backend = RawBackend.answering(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nX-A: b\r\n\r\nhi\n");
                TestBalancer balancer = balancer(backend.url())) {
            Answer answer = RawAjpClient.exchange(
                    balancer.ajpPort(), RawAjpRequest.get("/shop").query("q=1").field("X-Request-Id", "7f3a"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.reason()).isEqualTo("OK");
            assertThat(answer.text()).isEqualTo("hi\n");
            assertThat(answer.fields()).contains("Content-Type: text/plain", "Content-Length: 3", "X-A: b");
            assertThat(answer.reuse()).isTrue();
            assertThat(backend.heads())
                    .singleElement()
                    .asString()
                    .startsWith("GET /shop?q=1 HTTP/1.1\r\n")
                    .contains("Host: a.example\r\n", "X-Request-Id: 7f3a\r\n", "X-Forwarded-For: 203.0.113.9\r\n")
                    .contains("X-Forwarded-Proto: http\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8185, 8186, 8187, 65530, 300_000})
    void carriesABodyOfAKnownLength(int length) throws Exception {
        try (HandlerBackend backend = HandlerBackend.answering(ECHO);
                TestBalancer balancer = balancer(backend.url());
                RawAjpClient client = new RawAjpClient(balancer.ajpPort())) {
            byte[] body = bytes(length);

            Answer answer = client.ask(RawAjpRequest.post("/", length), body, RawAjpClient.MAX_DATA);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(body);
            int packets = (length + RawAjpClient.MAX_DATA - 1) / RawAjpClient.MAX_DATA;
            assertThat(answer.questions()).isEqualTo(Math.max(packets - 1, 0));
            assertThat(answer.reuse()).isTrue();
            assertThat(client.ask(RawAjpRequest.get("/")).status()).isEqualTo(200);
        }
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }

    static TestBalancer balancer(String... backends) throws Exception {
        return TestBalancer.before(backends).ajp(OPEN).start();
    }

    static boolean isSame(byte[] one, byte[] other) {
        return Arrays.equals(one, other);
    }
}
