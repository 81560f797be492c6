package io.backhand.testing;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A backend that does on the wire exactly what a test says, well or ill: each connection is given to a script on a
 * thread of its own, and closed when the script ends.
 */
public final class RawBackend implements Closeable {
    private final ServerSocket listener;
    private final @Nullable SSLContext tls;
    private final Script script;
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    private RawBackend(Script script, @Nullable SSLContext tls) throws IOException {
        this.script = script;
        this.tls = tls;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(this::accept, "raw backend");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** What is done with a connection. */
    @FunctionalInterface
    public interface Script {
        /** Runs once for each connection. */
        void run(Wire wire) throws IOException;
    }

    /** Starts one. */
    public static RawBackend start(Script script) throws IOException {
        return new RawBackend(script, null);
    }

    /** Starts one that speaks TLS. */
    public static RawBackend start(Script script, SSLContext tls) throws IOException {
        return new RawBackend(script, tls);
    }

    /** Answers every request with this, byte for byte, and keeps the connection. */
    public static RawBackend answering(String response) throws IOException {
        return start(wire -> {
            while (!wire.readHead().isEmpty()) {
                wire.write(response);
            }
        });
    }

    /** A URL that refuses connections. */
    public static String refusing() throws IOException {
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + gone.getLocalPort();
        }
    }

    /** Where it listens. */
    public String url() {
        return (tls == null ? "http" : "https") + "://127.0.0.1:" + listener.getLocalPort();
    }

    /** The heads of the requests so far. */
    public List<String> heads() {
        return heads;
    }

    /** The connections so far. */
    public int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                int number = connections.incrementAndGet();
                Thread thread = new Thread(() -> serve(socket, number), "raw backend " + number);
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return; // It was closed.
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket;
                Socket spoken = tls == null ? socket : overTls(socket, tls)) {
            socket.setTcpNoDelay(true);
            script.run(new Wire(socket, spoken, number));
        } catch (IOException e) {
            // The balancer closed it, or the test did.
        }
    }

    private static Socket overTls(Socket socket, SSLContext tls) throws IOException {
        return tls.getSocketFactory().createSocket(socket, null, true);
    }

    /** One connection. */
    public final class Wire {
        private final Socket beneath;
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final int number;

        private Wire(Socket beneath, Socket socket, int number) throws IOException {
            this.beneath = beneath;
            this.socket = socket;
            this.number = number;
            this.in = socket.getInputStream();
            this.out = socket.getOutputStream();
        }

        /** Which connection this is, from 1. */
        public int number() {
            return number;
        }

        /** The backend's URL. */
        public String url() {
            return RawBackend.this.url();
        }

        /** Reads to the empty line after a header; empty at the end of the connection. */
        public String readHead() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
                int octet = in.read();
                if (octet < 0) {
                    return "";
                }
                head.append((char) octet);
            }
            heads.add(head.toString());
            return head.toString();
        }

        /** Reads so many bytes. */
        public String read(int bytes) throws IOException {
            return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
        }

        /** Reads what is there, once there is something; empty at the end of the connection. */
        public String readSome() throws IOException {
            byte[] some = new byte[64 * 1024];
            int length = in.read(some);
            return length < 0 ? "" : new String(some, 0, length, StandardCharsets.ISO_8859_1);
        }

        /** Writes and flushes. */
        public void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** Says that nothing more comes. */
        public void shutdownOutput() throws IOException {
            socket.shutdownOutput();
        }

        /** Ends the connection with what came unread, so that the peer sees a reset after what was written. */
        public void closeUnread() throws IOException {
            socket.close();
        }

        /** Ends the connection with a reset; over TLS without its farewell. */
        public void reset() throws IOException {
            beneath.setSoLinger(true, 0);
            beneath.close();
        }

        /** Ends the connection; over TLS without its farewell. */
        public void cut() throws IOException {
            beneath.shutdownOutput();
        }
    }
}
