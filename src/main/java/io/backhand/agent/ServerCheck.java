package io.backhand.agent;

import io.backhand.cluster.Contact;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;

/**
 * One look whether the server answers: it takes a connection, and a TLS handshake where its contact is https, and
 * answers a GET with 2xx or 3xx where a path is given. Thread-safe; blocks up to {@link #LIMIT}, besides the look-up
 * of a contact that is a name.
 *
 * <p>The server's certificate is not verified: this asks whether the machine's own server lives, and sends and learns
 * nothing that is secret.
 */
final class ServerCheck {
    /** Below the second between two checks, so that they never pile up. */
    static final Duration LIMIT = Duration.ofMillis(800);

    /** A status line is short; what is longer is none. */
    private static final int MAX_STATUS_LINE = 1024;

    private static final Pattern WELL = Pattern.compile("HTTP/1\\.[01] [23]\\d\\d(?: .*)?");

    private final Contact contact;
    private final Optional<byte[]> request;
    private final Optional<SSLSocketFactory> tls;

    /** A check of the server at that contact; with a path it has to answer a GET too. */
    ServerCheck(Contact contact, Optional<String> path) {
        this.contact = contact;
        this.request = path.map(given -> request(given, contact));
        this.tls = contact.isSecure() ? Optional.of(AnyCertificate.socketFactory()) : Optional.empty();
    }

    /** Looks once. */
    boolean answers() {
        try (DeadlineSocket socket = new DeadlineSocket(LIMIT)) {
            socket.connectInTime(new InetSocketAddress(contact.host(), contact.port()));
            socket.setTcpNoDelay(true);
            if (tls.isEmpty()) {
                return request.isEmpty() || answersWell(socket, request.get());
            }
            try (Socket secured = AnyCertificate.handshake(tls.get(), socket, contact)) {
                return request.isEmpty() || answersWell(secured, request.get());
            }
        } catch (IOException | RuntimeException e) {
            // Any way of failing means the same. The runtime kind: an unresolved name, an address out of reach.
            return false;
        }
    }

    private static byte[] request(String path, Contact contact) {
        String text = "GET " + path + " HTTP/1.1\r\n"
                + "Host: " + contact.authority() + "\r\n"
                + "User-Agent: backhand-agent\r\n"
                + "Connection: close\r\n\r\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean answersWell(Socket socket, byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        return WELL.matcher(firstLine(socket.getInputStream())).matches();
    }

    private static String firstLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = in.read(); next >= 0 && next != '\r' && next != '\n'; next = in.read()) {
            if (line.length() == MAX_STATUS_LINE) {
                return "";
            }
            line.append((char) next);
        }
        return line.toString();
    }
}
