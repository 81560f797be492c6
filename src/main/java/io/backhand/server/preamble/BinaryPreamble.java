package io.backhand.server.preamble;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Version 2: sixteen bytes that say what follows, the addresses, and fields of which none is needed here. Stateless and
 * thread-safe.
 */
final class BinaryPreamble {
    private static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    private static final int HEAD_BYTES = 16;

    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;

    private static final int UNSPECIFIED = 0x00;
    private static final int TCP_IPV4 = 0x11;
    private static final int TCP_IPV6 = 0x21;
    private static final int UNIX_STREAM = 0x31;

    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int PORT_BYTES = 2;

    private BinaryPreamble() {}

    static Optional<Preamble> read(ByteBuffer came) throws MalformedPreambleException {
        if (!PreambleReader.mayBegin(came, SIGNATURE)) {
            throw new MalformedPreambleException("no preamble");
        }
        if (came.remaining() < HEAD_BYTES) {
            return Optional.empty();
        }
        int at = came.position();
        int command = came.get(at + 12) & 0xFF;
        int family = came.get(at + 13) & 0xFF;
        int length = came.getShort(at + 14) & 0xFFFF;
        if (command != LOCAL && command != PROXY) {
            throw new MalformedPreambleException("a preamble of another version or command");
        }
        if (HEAD_BYTES + length > PreambleReader.MAX_BYTES) {
            throw new MalformedPreambleException("a preamble of more than " + PreambleReader.MAX_BYTES + " bytes");
        }
        if (came.remaining() < HEAD_BYTES + length) {
            return Optional.empty();
        }
        Preamble preamble = command == LOCAL ? Preamble.OWN : parse(came.slice(at + HEAD_BYTES, length), family);
        came.position(at + HEAD_BYTES + length);
        return Optional.of(preamble);
    }

    private static Preamble parse(ByteBuffer content, int family) throws MalformedPreambleException {
        return switch (family) {
            case TCP_IPV4 -> ends(content, IPV4_BYTES);
            case TCP_IPV6 -> ends(content, IPV6_BYTES);
            case UNSPECIFIED, UNIX_STREAM -> Preamble.UNKNOWN;
            default -> throw new MalformedPreambleException("a preamble for something other than TCP");
        };
    }

    private static Preamble ends(ByteBuffer content, int addressBytes) throws MalformedPreambleException {
        if (content.remaining() < 2 * (addressBytes + PORT_BYTES)) {
            throw new MalformedPreambleException("a preamble too short for its addresses");
        }
        InetAddress client = address(content, addressBytes);
        InetAddress asked = address(content, addressBytes);
        int clientPort = content.getShort() & 0xFFFF;
        int askedPort = content.getShort() & 0xFFFF;
        return Preamble.of(new InetSocketAddress(client, clientPort), new InetSocketAddress(asked, askedPort));
    }

    private static InetAddress address(ByteBuffer content, int bytes) {
        byte[] address = new byte[bytes];
        content.get(address);
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
