package io.backhand.cli;

import org.jspecify.annotations.Nullable;

/** What picocli sets before it calls a command. */
final class Given {
    private Given() {}

    /** The value, which is only missing where something else than a command line calls the command. */
    static <T> T value(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("not called by a command line");
        }
        return value;
    }
}
