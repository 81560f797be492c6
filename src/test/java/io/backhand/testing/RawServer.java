package io.backhand.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;

/** A server on 127.0.0.1 that does with each connection what a test says, on a thread of its own. */
public final class RawServer implements AutoCloseable {
    /** What becomes of a connection; it is closed afterwards. */
    @FunctionalInterface
    public interface Conversation {
        /** Talks to the client. */
        void with(Socket client) throws Exception;
    }

    private final ServerSocket listening;
    private final Conversation conversation;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Listens from now on, at that port; 0 for any. */
    public RawServer(int port, ServerSocketFactory sockets, Conversation conversation) throws IOException {
        this.listening = sockets.createServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.conversation = conversation;
        start("accept", this::accept);
    }

    /** Listens from now on at any port, without TLS. */
    public RawServer(Conversation conversation) throws IOException {
        this(0, ServerSocketFactory.getDefault(), conversation);
    }

    /** Its port. */
    public int port() {
        return listening.getLocalPort();
    }

    /** Its URL. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Stops listening and cuts every connection. */
    @Override
    public void close() {
        try {
            listening.close();
            for (Socket client : open) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                open.add(client);
                start("talk", () -> talk(client));
            } catch (IOException e) {
                // Closed, or a client that went away before it was accepted.
            }
        }
    }

    private void talk(Socket client) {
        try (client) {
            conversation.with(client);
        } catch (Exception e) {
            // The client's side of it is what tests look at.
        } finally {
            open.remove(client);
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, "raw-server-" + name);
        thread.setDaemon(true);
        thread.start();
    }
}
