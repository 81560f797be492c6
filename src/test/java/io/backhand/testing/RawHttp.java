package io.backhand.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Sends a request byte for byte as a test wrote it, on a connection of its own, and reads to the end of it. */
public final class RawHttp {
    private static final int DEADLINE_MILLIS = 10_000;

    private RawHttp() {}

    /**
     * What came back.
     *
     * @param head status line and headers, lines ending in CRLF
     * @param body what follows the empty line, one byte a character
     */
    public record Answer(String head, String body) {
        /** The status. */
        public int status() {
            return Integer.parseInt(head, "HTTP/1.1 ".length(), "HTTP/1.1 200".length(), 10);
        }

        /** The first header of that name. */
        public Optional<String> header(String name) {
            return head.lines()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }
    }

    /** Sends lines, adding {@code Connection: close} and what separates them. */
    public static Answer send(int port, String... lines) throws IOException {
        String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(DEADLINE_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(answer);
            return split(answer.toString(StandardCharsets.ISO_8859_1));
        }
    }

    private static Answer split(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new AssertionError("no whole head came back: " + answer);
        }
        return new Answer(answer.substring(0, end + 2), answer.substring(end + 4));
    }
}
