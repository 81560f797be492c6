package io.backhand.server.preamble;

import io.backhand.cluster.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Version 1: one line such as {@code PROXY TCP4 192.0.2.1 198.51.100.1 56324 443}. Stateless and thread-safe.
 *
 * <p>An address is read as one and never looked up, so that no name can stand there.
 */
final class TextPreamble {
    static final byte FIRST_BYTE = 'P';

    /** The specification's, with the end of the line. */
    private static final int MAX_BYTES = 107;

    private static final byte[] BEGIN = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_PORT = 65535;
    private static final Pattern PORT = Pattern.compile("0|[1-9]\\d{0,4}");

    private TextPreamble() {}

    static Optional<Preamble> read(ByteBuffer came) throws MalformedPreambleException {
        if (!PreambleReader.mayBegin(came, BEGIN)) {
            throw new MalformedPreambleException("no PROXY line");
        }
        int length = lengthOfLine(came);
        if (length < 0) {
            if (came.remaining() >= MAX_BYTES) {
                throw new MalformedPreambleException("a PROXY line of more than " + MAX_BYTES + " bytes");
            }
            return Optional.empty();
        }
        byte[] line = new byte[length];
        came.get(came.position(), line);
        Preamble preamble = parse(new String(line, StandardCharsets.ISO_8859_1));
        came.position(came.position() + length + 2);
        return Optional.of(preamble);
    }

    /** Bytes before the end of the line; negative where that is not within the limit. */
    private static int lengthOfLine(ByteBuffer came) {
        int last = Math.min(came.remaining(), MAX_BYTES) - 1;
        for (int i = 0; i < last; i++) {
            if (came.get(came.position() + i) == '\r' && came.get(came.position() + i + 1) == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static Preamble parse(String line) throws MalformedPreambleException {
        String[] parts = line.split(" ", -1);
        if (parts[1].equals("UNKNOWN")) {
            // The rest of the line is to be passed over.
            return Preamble.UNKNOWN;
        }
        boolean v4 = parts[1].equals("TCP4");
        if (!v4 && !parts[1].equals("TCP6")) {
            throw new MalformedPreambleException("a PROXY line for neither TCP4 nor TCP6");
        }
        if (parts.length != 6) {
            throw new MalformedPreambleException("a PROXY line of " + parts.length + " parts");
        }
        return Preamble.of(end(parts[2], parts[4], v4), end(parts[3], parts[5], v4));
    }

    private static InetSocketAddress end(String address, String port, boolean v4) throws MalformedPreambleException {
        if (!PORT.matcher(port).matches() || Integer.parseInt(port) > MAX_PORT) {
            throw new MalformedPreambleException("a PROXY line whose port is none");
        }
        boolean dotted = address.indexOf(':') < 0;
        if (dotted != v4 || address.startsWith("[")) {
            throw new MalformedPreambleException("a PROXY line whose address is none of its family");
        }
        return new InetSocketAddress(literal(address, v4), Integer.parseInt(port));
    }

    /** An IPv4 address in IPv6's form is the IPv4 one, as everywhere in Java. */
    private static InetAddress literal(String address, boolean v4) throws MalformedPreambleException {
        try {
            InetAddress literal = Network.address(address);
            if (!v4 || literal instanceof Inet4Address) {
                return literal;
            }
        } catch (IllegalArgumentException e) {
            // It is told below.
        }
        throw new MalformedPreambleException("a PROXY line whose address is none");
    }
}
