package io.backhand.testing.cluster;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.eclipse.jetty.http.HttpTester;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends one request after the other on one connection, and makes a new one where that has ended. It is
 * a plain socket: a client that quietly tries again would hide what a balancer gets wrong. Not thread-safe.
 */
final class LoadClient implements AutoCloseable {
    private final int port;
    private final Duration patience;
    private @Nullable Socket socket;
    private HttpTester.@Nullable Input input;

    /** One of a port of 127.0.0.1; it waits so long for each piece of an answer. */
    LoadClient(int port, Duration patience) {
        this.port = port;
        this.patience = patience;
    }

    /**
     * What came of one request.
     *
     * @param status of the answer; 0 where none came
     * @param backend who answered; empty where nobody did
     * @param failure what went wrong; empty for a 200
     */
    record Answer(int status, String backend, String failure) {
        /** Whether none came. */
        boolean isMissing() {
            return status == 0;
        }
    }

    /** Sends a request, byte for byte, and waits for its answer. */
    Answer ask(byte[] request) {
        try {
            HttpTester.Input from = connected(request);
            HttpTester.Response response = HttpTester.parseResponse(from);
            if (response == null) {
                throw new EOFException("the connection was closed without an answer");
            }
            if ("close".equalsIgnoreCase(response.get("Connection"))) {
                close();
            }
            return answer(response);
        } catch (IOException e) {
            close();
            return new Answer(0, "", e.toString());
        }
    }

    private HttpTester.Input connected(byte[] request) throws IOException {
        Socket open = socket;
        HttpTester.Input from = input;
        if (open == null || from == null) {
            open = new Socket(InetAddress.getLoopbackAddress(), port);
            open.setSoTimeout((int) patience.toMillis());
            open.setTcpNoDelay(true);
            from = HttpTester.from(open.getInputStream());
            socket = open;
            input = from;
        }
        open.getOutputStream().write(request);
        return from;
    }

    private static Answer answer(HttpTester.Response response) throws IOException {
        String backend = response.get("X-Backend");
        String failure = response.getStatus() == 200 ? "" : response.getStatus() + " " + response.getContent();
        return new Answer(response.getStatus(), backend == null ? "" : backend, failure);
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            socket = null;
            input = null;
        }
    }
}
