package io.backhand.accesslog;

/** Writes exchanges down, one a line. Used by one thread. */
interface LineFormat {
    /** Writes a line of at most {@link Line#MAX_BYTES}, with the end of it. */
    void write(Entry entry, Line line);
}
