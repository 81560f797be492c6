package io.backhand.agent;

import io.backhand.cluster.Contexts;
import io.backhand.cluster.Intent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The file by which somebody on the machine tells an agent what its server wants: the word {@code draining} or
 * {@code up}, or {@code draining} and the contexts that are to be drained alone, as in {@code draining /app /shop}. No such
 * file means up. It outlives the agent, so that a server which is being worked on stays drained.
 *
 * @param path where it is
 */
record IntentFile(Path path) {
    /** Twice as long as a heartbeat, which has to hold the contexts too. */
    private static final int MAX_BYTES = 2000;

    private static final String WANTED = "it takes the word draining or up, and after draining contexts such as /app";

    /**
     * What it says now; empty where it says nothing, as while it is being written.
     *
     * @throws IOException if it can't be read or says something else
     */
    Optional<Wish> read() throws IOException {
        List<String> words;
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new IOException("it has more than " + MAX_BYTES + " bytes");
            }
            words = List.of(new String(content, StandardCharsets.UTF_8).strip().split("\\s+"));
        } catch (NoSuchFileException e) {
            return Optional.of(Wish.UP);
        }
        List<String> contexts = words.subList(1, words.size());
        return switch (words.get(0).toLowerCase(Locale.ROOT)) {
            case "" -> Optional.empty();
            case "up" -> Optional.of(up(contexts));
            case "draining", "drain" -> Optional.of(contexts.isEmpty() ? Wish.DRAINING : draining(contexts));
            default -> throw new IOException(WANTED);
        };
    }

    private static Wish up(List<String> behind) throws IOException {
        if (!behind.isEmpty()) {
            throw new IOException(WANTED);
        }
        return Wish.UP;
    }

    private static Wish draining(List<String> contexts) throws IOException {
        try {
            return new Wish(Intent.UP, new Contexts(contexts));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Has it say that. Whoever runs the agent may read it afterwards, whatever the umask is.
     *
     * @throws IOException if it can't be written
     */
    void write(Wish wish) throws IOException {
        boolean isNew = Files.notExists(path);
        Files.writeString(path, text(wish) + System.lineSeparator());
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (isNew && view != null) {
            view.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    /** What it says of a wish. */
    static String text(Wish wish) {
        if (wish.intent() == Intent.DRAINING) {
            return "draining";
        }
        return wish.draining().isEmpty()
                ? "up"
                : "draining " + String.join(" ", wish.draining().paths());
    }
}
