package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.junit.jupiter.api.Test;

class OffloadHandlerTest {
    private final Queue<Runnable> pool = new ArrayDeque<>();
    private final AtomicInteger handled = new AtomicInteger();
    private final OffloadHandler offload = new OffloadHandler(new Handler.Abstract() {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            handled.incrementAndGet();
            callback.succeeded();
            return true;
        }
    });

    @Test
    void aThreadOfThePoolServesItsOneRequestItself() {
        handle(HttpVersion.HTTP_1_1);

        assertThat(handled).hasValue(1);
        assertThat(pool).isEmpty();
    }

    @Test
    void aThreadThatReadsForOtherStreamsTooIsNotHeldUp() {
        handle(HttpVersion.HTTP_2);
        assertThat(handled).hasValue(0);

        pool.remove().run();

        assertThat(handled).hasValue(1);
    }

    @Test
    void aSelectorsThreadIsNotHeldUp() {
        Invocable.invokeNonBlocking(() -> handle(HttpVersion.HTTP_1_1));
        assertThat(handled).hasValue(0);

        pool.remove().run();

        assertThat(handled).hasValue(1);
    }

    private void handle(HttpVersion version) {
        Request request = mock(Request.class, RETURNS_DEEP_STUBS);
        when(request.getConnectionMetaData().getHttpVersion()).thenReturn(version);
        when(request.getComponents().getExecutor()).thenReturn((Executor) pool::add);
        offload.handle(request, mock(Response.class), Callback.NOOP);
    }
}
