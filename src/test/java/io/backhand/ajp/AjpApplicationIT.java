package io.backhand.ajp;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.RawAjpClient;
import io.backhand.testing.RawAjpClient.Answer;
import io.backhand.testing.RawAjpRequest;
import io.backhand.testing.TestBalancer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An application of this server may do with a request what the engine never does. */
@Timeout(30)
class AjpApplicationIT {
    private final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    private final Server server = new Server(new QueuedThreadPool(8), null, buffers);
    private final ServerConnector connector =
            new ServerConnector(server, 1, 1, new AjpConnectionFactory(new HttpConfiguration(), AjpIT.OPEN));

    @AfterEach
    void stop() throws Exception {
        TestBalancer.await("no buffer is lost", () -> buffers.getLeaks().isEmpty());
        server.stop();
    }

    @Test
    void readsNoMoreBehindTheEndOfItsAnswer() throws Exception {
        CompletableFuture<Throwable> read = new CompletableFuture<>();
        start((request, response, callback) -> response.write(true, null, Callback.from(() -> {
            Content.Chunk chunk = request.read();
            read.complete(chunk == null ? new AssertionError("none for now") : chunk.getFailure());
            callback.succeeded();
        })));
        try (RawAjpClient client = new RawAjpClient(connector.getLocalPort())) {
            Answer answer = client.ask(RawAjpRequest.chunkedPost("/"));

            assertThat(answer.questions()).isZero();
            assertThat(answer.reuse()).isTrue();
            assertThat(read.get(10, TimeUnit.SECONDS)).hasMessageContaining("answered already");
            client.ping();
            assertThat(client.ask(RawAjpRequest.get("/")).status()).isEqualTo(200);
        }
    }

    @Test
    void waitsOnAfterNothingCameInTime() throws Exception {
        connector.setIdleTimeout(200);
        CompletableFuture<Throwable> late = new CompletableFuture<>();
        start((request, response, callback) -> readToEnd(request, response, callback, late));
        try (RawAjpClient client = new RawAjpClient(connector.getLocalPort())) {
            byte[] body = AjpContract.bytes(20);
            client.write(RawAjpRequest.post("/", 20).packet());
            assertThat(late.get(10, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
            client.write(RawAjpRequest.data(Arrays.copyOf(body, 15)));

            assertThat(client.answer(body, 15, 5).status()).isEqualTo(200);
            client.ping();
        }
    }

    private static void readToEnd(
            Request request, Response response, Callback callback, CompletableFuture<Throwable> late) {
        Content.Chunk chunk = request.read();
        while (chunk != null && !Content.Chunk.isFailure(chunk)) {
            chunk.release();
            if (chunk.isLast()) {
                response.write(true, null, callback);
                return;
            }
            chunk = request.read();
        }
        if (Content.Chunk.isFailure(chunk, true)) {
            callback.failed(chunk.getFailure());
            return;
        }
        if (chunk != null) {
            late.complete(chunk.getFailure());
        }
        request.demand(() -> readToEnd(request, response, callback, late));
    }

    private void start(Answering answering) throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                answering.to(request, response, callback);
                return true;
            }
        });
        server.start();
    }

    private interface Answering {
        void to(Request request, Response response, Callback callback);
    }
}
