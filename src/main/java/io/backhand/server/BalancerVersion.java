package io.backhand.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version that the build wrote down. */
public final class BalancerVersion {
    private BalancerVersion() {}

    /** It, as in {@code 1.0.2}. */
    public static String text() {
        try (InputStream in = BalancerVersion.class.getResourceAsStream("version.txt")) {
            return in == null ? "of no known version" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
