package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.selectors.Tricks;
import io.backhand.testing.RawServer;
import io.backhand.testing.cluster.GetLoad;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Under a steady load connections to backends are used again and again. */
@Timeout(180)
class ReuseIT {
    private static final int CLIENTS = 64;

    /** So many at a time as any machine answers while the load has patience. */
    private static final int STEP = 2_000;

    private static final int WARM_UP_STEPS = 5;
    private static final int STEPS = 15;

    private static final byte[] OK =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    private final AtomicInteger connections = new AtomicInteger();

    @Test
    void fewerThanOneRequestInAThousandTakesANewConnection() throws Exception {
        try (RawServer alpha = new RawServer(this::answer);
                RawServer beta = new RawServer(this::answer);
                RawServer gamma = new RawServer(this::answer);
                OwnServer server = OwnServer.withTables(
                        folder, alpha.url(), backend("beta", beta) + backend("gamma", gamma), Tricks.all());
                GetLoad load = new GetLoad(server.port(), CLIENTS)) {
            await(load, WARM_UP_STEPS);
            int before = connections.get();
            int requestsBefore = load.outcomes().size();
            await(load, STEPS);
            int made = connections.get() - before;
            int requests = load.outcomes().size() - requestsBefore;

            assertThat(load.failures()).isEmpty();
            assertThat(made).as("connections made for %d requests", requests).isLessThan(requests / 1000);
        }
    }

    private static void await(GetLoad load, int steps) {
        for (int i = 0; i < steps; i++) {
            load.awaitMore(STEP);
        }
    }

    private static String backend(String name, RawServer server) {
        return "[[backend]]\nname = \"" + name + "\"\nurl = \"" + server.url() + "\"\n";
    }

    private void answer(Socket client) throws IOException {
        connections.incrementAndGet();
        client.setTcpNoDelay(true);
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.isEmpty()) {
                client.getOutputStream().write(OK);
            }
        }
    }
}
