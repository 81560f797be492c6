package io.backhand.testing.cluster;

import io.backhand.cluster.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.http.HttpTester;

/** A client that sends exactly what it is told, from the address it is told. */
public final class RawClient {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private RawClient() {}

    /**
     * Sends one request to a port of 127.0.0.1 and reads the answer.
     *
     * @param from the client's address, such as 127.0.0.9
     * @param head request line and header lines, without the connection's and the empty line at the end
     */
    public static HttpTester.Response send(String from, int port, String... head) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.bind(new InetSocketAddress(Network.address(from), 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) PATIENCE.toMillis());
            String request = String.join("\r\n", head) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            HttpTester.Response response = HttpTester.parseResponse(HttpTester.from(socket.getInputStream()));
            if (response == null) {
                throw new IOException("the connection was closed without an answer");
            }
            return response;
        }
    }
}
