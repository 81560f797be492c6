package io.backhand.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;

/** What came of one exchange, for a test to wait for. */
public final class Outcome implements BackendResponseListener {
    private static final int DEADLINE_SECONDS = 10;

    private final List<String> interims = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Response> response = new CompletableFuture<>();
    private final CompletableFuture<UpstreamFailure> failure = new CompletableFuture<>();
    private final CompletableFuture<Upgraded> upgrade = new CompletableFuture<>();
    private final List<String> told = new CopyOnWriteArrayList<>();

    /** A response that has begun. */
    public record Response(int status, String reason, HttpFields headers, Content.Source content) {
        /** Reads it to its end, a chunk at a time. */
        public Body read() throws InterruptedException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            int chunks = 0;
            while (true) {
                Content.Chunk chunk = next(content);
                if (Content.Chunk.isFailure(chunk)) {
                    return new Body(text(bytes), chunks, Optional.empty(), Optional.of(chunk.getFailure()));
                }
                chunks += chunk.hasRemaining() ? 1 : 0;
                bytes.writeBytes(BufferUtil.toArray(chunk.getByteBuffer()));
                chunk.release();
                if (chunk.isLast()) {
                    Optional<HttpFields> trailers =
                            chunk instanceof Trailers its ? Optional.of(its.getTrailers()) : Optional.empty();
                    return new Body(text(bytes), chunks, trailers, Optional.empty());
                }
            }
        }

        private static String text(ByteArrayOutputStream bytes) {
            return bytes.toString(StandardCharsets.ISO_8859_1);
        }
    }

    /** What was read of a response's content. */
    public record Body(String text, int chunks, Optional<HttpFields> trailers, Optional<Throwable> failure) {}

    /** A connection that speaks another protocol now. */
    public record Upgraded(HttpFields headers, EndPoint backend, String received) {}

    /** The next chunk, waited for. */
    public static Content.Chunk next(Content.Source content) throws InterruptedException {
        while (true) {
            Content.Chunk chunk = content.read();
            if (chunk != null) {
                return chunk;
            }
            CountDownLatch more = new CountDownLatch(1);
            content.demand(more::countDown);
            assertThat(more.await(DEADLINE_SECONDS, TimeUnit.SECONDS))
                    .as("there is more to read")
                    .isTrue();
        }
    }

    /** The response, once it has begun. */
    public Response response() throws Exception {
        return response.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** The failure, once there is one. */
    public UpstreamFailure failure() throws Exception {
        return failure.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** The upgraded connection, once it is. */
    public Upgraded upgraded() throws Exception {
        return upgrade.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** Interim responses so far, as {@code 103 a: b}. */
    public List<String> interims() {
        return interims;
    }

    /** All outcomes that were told; one when all is well. */
    public List<String> told() {
        return told;
    }

    @Override
    public void interim(int status, HttpFields headers) {
        String fields = headers.stream()
                .map(field -> " " + field.getName() + ": " + field.getValue())
                .reduce("", String::concat);
        interims.add(status + fields);
    }

    @Override
    public void begun(int status, String reason, HttpFields headers, Content.Source content) {
        told.add("begun");
        response.complete(new Response(status, reason, headers, content));
    }

    @Override
    public void failed(UpstreamFailure why) {
        told.add("failed");
        failure.complete(why);
        response.completeExceptionally(why.cause());
    }

    @Override
    public void upgraded(HttpFields headers, EndPoint backend, ByteBuffer received) {
        told.add("upgraded");
        upgrade.complete(new Upgraded(headers, backend, BufferUtil.toString(received)));
    }
}
