package io.backhand.server.preamble;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads a preamble, of whichever version, from the beginning of what came. Stateless and thread-safe. */
final class PreambleReader {
    /** No preamble may be longer: the addresses take 232 bytes at most, and what load balancers add is some hundred. */
    static final int MAX_BYTES = 2048;

    private PreambleReader() {}

    /**
     * Reads it. The buffer's position is then behind it, and is left where it was while there is not all of it.
     *
     * @return empty while more has to come
     * @throws MalformedPreambleException if it can't become one, whatever comes
     */
    static Optional<Preamble> read(ByteBuffer came) throws MalformedPreambleException {
        if (!came.hasRemaining()) {
            return Optional.empty();
        }
        return came.get(came.position()) == TextPreamble.FIRST_BYTE
                ? TextPreamble.read(came)
                : BinaryPreamble.read(came);
    }

    /** Whether what came begins like this, as far as it goes. */
    static boolean mayBegin(ByteBuffer came, byte[] with) {
        for (int i = 0; i < with.length && i < came.remaining(); i++) {
            if (came.get(came.position() + i) != with[i]) {
                return false;
            }
        }
        return true;
    }
}
