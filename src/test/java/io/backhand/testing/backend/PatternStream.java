package io.backhand.testing.backend;

import java.io.InputStream;
import java.util.Objects;

/**
 * A stream of so many bytes that are the same each time and differ from place to place, so that bytes lost,
 * doubled or swapped are seen. Takes no memory, whatever its length.
 */
public final class PatternStream extends InputStream {
    private final long length;
    private long position;

    /** The first {@code length} bytes of the pattern. */
    public PatternStream(long length) {
        this.length = length;
    }

    @Override
    public int read() {
        return position < length ? byteAt(position++) & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int wanted) {
        Objects.checkFromIndexSize(offset, wanted, into.length);
        if (wanted == 0) {
            return 0;
        }
        int count = (int) Math.min(wanted, length - position);
        if (count <= 0) {
            return -1;
        }
        for (int i = 0; i < count; i++) {
            into[offset + i] = byteAt(position + i);
        }
        position += count;
        return count;
    }

    /** Repeats only after 2^40 bytes: each byte of the position counts. */
    private static byte byteAt(long position) {
        return (byte)
                (position + (position >>> 8) * 31 + (position >>> 16) * 17 + (position >>> 24) * 7 + (position >>> 32));
    }
}
