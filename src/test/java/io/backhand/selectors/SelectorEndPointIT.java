package io.backhand.selectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.TestBalancer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** End points under connections that read and write in pieces of any size, and rest in between, with each trick on and off. */
@Timeout(120)
class SelectorEndPointIT {
    private static final long SEED = 20_261_123;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @MethodSource("io.backhand.selectors.TrickSettings#withOwnEndPoints")
    void whatGoesInComesOut(Tricks tricks) throws Exception {
        try (Echoes echoes = new Echoes(tricks, threads)) {
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                long seed = SEED + i;
                clients.add(CompletableFuture.runAsync(() -> echoed(echoes.port(), seed), threads));
            }
            CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).join();

            TestBalancer.await("every connection is gone", () -> echoes.connections() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("io.backhand.selectors.TrickSettings#withOwnEndPoints")
    void seesAnEndThatComesAfterAShortRead(Tricks tricks) throws Exception {
        try (Echoes echoes = new Echoes(tricks, threads);
                Socket client = new Socket(InetAddress.getLoopbackAddress(), echoes.port())) {
            client.setSoTimeout(10_000);
            client.getOutputStream().write(7);
            assertThat(client.getInputStream().read()).isEqualTo(7);
            client.shutdownOutput();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @MethodSource("io.backhand.selectors.TrickSettings#withOwnEndPoints")
    void seesThatAnIdleClientHasGone(Tricks tricks) throws Exception {
        try (Echoes echoes = new Echoes(tricks, threads)) {
            Socket client = new Socket(InetAddress.getLoopbackAddress(), echoes.port());
            TestBalancer.await("it is connected", () -> echoes.connections() == 1);
            client.setSoLinger(true, 0);
            client.close();

            TestBalancer.await("the reset is seen", () -> echoes.connections() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("io.backhand.selectors.TrickSettings#withOwnEndPoints")
    void doesNotSpinOverWhatNobodyReads(Tricks tricks) throws Exception {
        int pings = 500;
        try (Echoes echoes = new Echoes(tricks, threads)) {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 2 * echoes.selectors(); i++) {
                Socket client = new Socket(InetAddress.getLoopbackAddress(), echoes.port());
                client.setSoTimeout(10_000);
                clients.add(client);
                ping(client);
            }
            echoes.pause();
            for (Socket deaf : clients) {
                deaf.getOutputStream().write(new byte[1000]);
            }
            TestBalancer.await("all rest", () -> echoes.resting() == clients.size());
            for (Socket deaf : clients) {
                // There is more than was read before it rested.
                deaf.getOutputStream().write(new byte[1000]);
            }
            try (Socket busy = new Socket(InetAddress.getLoopbackAddress(), echoes.port())) {
                busy.setSoTimeout(10_000);
                echoes.unpause();
                ping(busy);
                long before = echoes.selects();
                for (int i = 0; i < pings; i++) {
                    ping(busy);
                }
                assertThat(echoes.selects() - before)
                        .as("selects that found something, for %d messages", pings)
                        .isLessThanOrEqualTo(2L * pings);
            }
            echoes.wakeAll();
            for (Socket client : clients) {
                assertThat(client.getInputStream().readNBytes(2000)).hasSize(2000);
                client.close();
            }
        }
    }

    private static void ping(Socket client) throws IOException {
        client.getOutputStream().write(1);
        assertThat(client.getInputStream().read()).isEqualTo(1);
    }

    /** Sends pieces of any size and reads as slowly as it likes, on two threads; then half closes. */
    private void echoed(int port, long seed) {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.setSoTimeout(60_000);
            CompletableFuture<Long> sent = CompletableFuture.supplyAsync(() -> send(client, seed), threads);
            CRC32 received = new CRC32();
            InputStream in = client.getInputStream();
            Random random = new Random(seed + 1);
            byte[] piece = new byte[70_000];
            int read;
            while ((read = in.read(piece, 0, 1 + random.nextInt(piece.length))) >= 0) {
                received.update(piece, 0, read);
                restNowAndThen(random);
            }
            assertThat(received.getValue()).isEqualTo(sent.join());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long send(Socket client, long seed) {
        try {
            OutputStream out = client.getOutputStream();
            CRC32 sent = new CRC32();
            Random random = new Random(seed);
            for (int i = 0; i < 60; i++) {
                byte[] piece = new byte[random.nextInt(4) == 0 ? random.nextInt(200_000) : 1 + random.nextInt(2000)];
                random.nextBytes(piece);
                out.write(piece);
                sent.update(piece);
                restNowAndThen(random);
            }
            client.shutdownOutput();
            return sent.getValue();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void restNowAndThen(Random random) {
        if (random.nextInt(8) == 0) {
            LockSupport.parkNanos(random.nextInt(2_000_000));
        }
    }

    /** A server that sends back what it reads. Now and then it goes on from a thread that is not the selector's. */
    private static final class Echoes implements AutoCloseable {
        private final Server server;
        private final SharedConnector connector;
        private final Executor others;
        private final Queue<Echo> resting = new ConcurrentLinkedQueue<>();
        private volatile boolean paused;

        Echoes(Tricks tricks, Executor others) throws Exception {
            this.others = others;
            server = new Server(new SelectorThreadPool(32, tricks));
            connector = new SharedConnector(server, tricks, new AbstractConnectionFactory("echo") {
                @Override
                public Connection newConnection(Connector unused, EndPoint endPoint) {
                    return new Echo(endPoint, Echoes.this);
                }
            });
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            server.start();
        }

        int port() {
            return connector.getLocalPort();
        }

        int connections() {
            return connector.getConnectedEndPoints().size();
        }

        int selectors() {
            return connector.selectors().size();
        }

        long selects() {
            return connector.selectors().stream()
                    .mapToLong(SharedSelector::getSelectCount)
                    .sum();
        }

        int resting() {
            return resting.size();
        }

        void pause() {
            paused = true;
        }

        void unpause() {
            paused = false;
        }

        void wakeAll() {
            Echo echo;
            while ((echo = resting.poll()) != null) {
                echo.goOn();
            }
        }

        @Override
        public void close() throws Exception {
            server.stop();
        }
    }

    /** Reads a piece, writes it, and goes on. */
    private static final class Echo extends AbstractConnection.NonBlocking implements Callback {
        private final Echoes echoes;
        private final Random random = new Random(SEED);
        private ByteBuffer piece = BufferUtil.EMPTY_BUFFER;

        Echo(EndPoint endPoint, Echoes echoes) {
            super(endPoint, echoes.others);
            this.echoes = echoes;
        }

        @Override
        public void onOpen() {
            super.onOpen();
            fillInterested();
        }

        @Override
        public void onFillable() {
            piece = BufferUtil.allocateDirect(1 + random.nextInt(random.nextBoolean() ? 64 : 40_000));
            try {
                int filled = getEndPoint().fill(piece);
                if (filled == 0) {
                    fillInterested();
                } else if (filled < 0) {
                    getEndPoint().shutdownOutput();
                } else if (echoes.paused) {
                    echoes.resting.add(this);
                } else {
                    goOn();
                }
            } catch (IOException e) {
                getEndPoint().close();
            }
        }

        void goOn() {
            if (random.nextInt(16) == 0) {
                echoes.others.execute(() -> getEndPoint().write(this, piece));
            } else {
                getEndPoint().write(this, piece);
            }
        }

        @Override
        public void succeeded() {
            if (random.nextInt(16) == 0) {
                echoes.others.execute(this::fillInterested);
            } else if (random.nextBoolean()) {
                fillInterested();
            } else {
                onFillable();
            }
        }

        @Override
        public void failed(Throwable cause) {
            getEndPoint().close();
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
