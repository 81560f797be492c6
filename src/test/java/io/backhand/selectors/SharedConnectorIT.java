package io.backhand.selectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.testing.RawClient;
import io.backhand.testing.TestBalancer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A listener whose selectors accept, serve and close. */
@Timeout(120)
class SharedConnectorIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: example\r\n\r\n";
    private static final String LAST = "GET / HTTP/1.1\r\nHost: example\r\nConnection: close\r\n\r\n";

    @ParameterizedTest
    @MethodSource("io.backhand.selectors.TrickSettings#withOwnEndPoints")
    void tenThousandRequestsAtOnceEndWithoutRecursion(Tricks tricks) throws Exception {
        int requests = 10_000;
        try (SelectorServer server = SelectorServer.answering(tricks, SharedConnectorIT::nowOrLater);
                Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            client.setSoTimeout(30_000);
            CompletableFuture<Void> sent =
                    CompletableFuture.runAsync(() -> write(client, GET.repeat(requests - 1) + LAST));
            byte[] answers = client.getInputStream().readAllBytes();
            sent.join();

            int answered = new String(answers, StandardCharsets.ISO_8859_1).split("HTTP/1.1 200 OK", -1).length - 1;
            assertThat(answered).isEqualTo(requests);
        }
    }

    @Test
    void servesOnAThreadThatMustNotBlock() throws Exception {
        try (SelectorServer server = SelectorServer.answering(
                Tricks.all(),
                (request, response, callback) -> response.write(
                        true,
                        StandardCharsets.US_ASCII.encode(String.valueOf(Invocable.isNonBlockingInvocation())),
                        callback))) {
            assertThat(RawClient.exchange(server.port(), LAST)).endsWith("true");
        }
    }

    @Test
    void anIdleClientHasNeitherThreadNorBuffer() throws Exception {
        try (SelectorServer server = SelectorServer.answering(Tricks.all(), SharedConnectorIT::nowOrLater)) {
            List<RawClient> idle = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                RawClient client = new RawClient(server.port());
                client.write(GET);
                client.readUntil("Content-Length: 0\r\n\r\n");
                idle.add(client);
            }

            TestBalancer.await("no buffer is held", () -> server.buffersHeld() == 0);
            TestBalancer.await("no thread waits", () -> server.threads().getUtilizedThreads() == 0);
            assertThat(server.connector().getConnectedEndPoints()).hasSize(200);
            for (RawClient client : idle) {
                client.close();
            }
            TestBalancer.await(
                    "all are gone",
                    () -> server.connector().getConnectedEndPoints().isEmpty());
        }
    }

    @Test
    void closedItServesTheConnectionsItHasAndTakesNoMore() throws Exception {
        try (SelectorServer server = SelectorServer.answering(Tricks.all(), SharedConnectorIT::nowOrLater);
                RawClient open = new RawClient(server.port())) {
            int port = server.port();
            open.write(GET);
            open.readUntil("Content-Length: 0\r\n\r\n");
            server.connector().close();
            TestBalancer.await("nobody is taken", () -> refuses(port));

            assertThatThrownBy(() -> new RawClient(port).close()).isInstanceOf(ConnectException.class);
            open.write(GET);
            assertThat(open.readUntil("Content-Length: 0\r\n\r\n")).startsWith("HTTP/1.1 200 OK");
        }
    }

    private static boolean refuses(int port) {
        try (RawClient taken = new RawClient(port)) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Answers at once, or from another thread. */
    private static void nowOrLater(Request request, Response response, Callback callback) {
        if (request.getHeadersNanoTime() % 2 == 0) {
            response.write(true, BufferUtil.EMPTY_BUFFER, callback);
        } else {
            SelectorThreadPool.afterwards(
                    ForkJoinPool.commonPool(), () -> response.write(true, BufferUtil.EMPTY_BUFFER, callback), callback);
        }
    }

    private static void write(Socket client, String text) {
        try {
            client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
