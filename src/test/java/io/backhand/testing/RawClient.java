package io.backhand.testing;

import io.backhand.cluster.Network;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;

/** A client that writes and reads exactly what a test says. Reads give up after ten seconds. */
public final class RawClient implements Closeable {
    private final Socket socket;
    private final InputStream in;

    /** Connects to loopback. */
    public RawClient(int port) throws IOException {
        this("127.0.0.1", port);
    }

    private RawClient(String from, int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port, Network.address(from), 0));
    }

    private RawClient(Socket connected) throws IOException {
        socket = connected;
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    /** Sends a request and reads what comes until the connection ends. */
    public static String exchange(int port, String request) throws IOException {
        return exchange("127.0.0.1", port, request);
    }

    /** The same from another of this machine's addresses, such as 127.0.0.9. */
    public static String exchange(String from, int port, String request) throws IOException {
        try (RawClient client = new RawClient(from, port)) {
            client.write(request);
            return client.readToEnd();
        }
    }

    /** The same over TLS. */
    public static String exchangeByTls(SSLContext tls, String from, int port, String request) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port, Network.address(from), 0);
        try (RawClient client = new RawClient(tls.getSocketFactory().createSocket(plain, "localhost", port, true))) {
            client.write(request);
            return client.readToEnd();
        }
    }

    /** Writes and flushes. */
    public void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Says that nothing more comes. */
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Reads until that stands at the end of what came; returns all that came. */
    public String readUntil(String end) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("ended after: " + bytes.toString(StandardCharsets.ISO_8859_1));
            }
            bytes.write(octet);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** Reads until the connection ends. */
    public String readToEnd() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
