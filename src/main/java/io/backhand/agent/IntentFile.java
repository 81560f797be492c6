package io.backhand.agent;

import io.backhand.cluster.Intent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;

/**
 * The file by which somebody on the machine tells an agent what its server wants: the word {@code draining} or
 * {@code up}. No such file means up. It outlives the agent, so that a server which is being worked on stays drained.
 *
 * @param path where it is
 */
record IntentFile(Path path) {
    /** A word and a line end, with room for blanks. */
    private static final int MAX_BYTES = 64;

    /**
     * What it says now; empty where it says nothing, as while it is being written.
     *
     * @throws IOException if it can't be read or says something else
     */
    Optional<Intent> read() throws IOException {
        String word;
        try (InputStream in = Files.newInputStream(path)) {
            word = new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1).strip();
        } catch (NoSuchFileException e) {
            return Optional.of(Intent.UP);
        }
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "" -> Optional.empty();
            case "up" -> Optional.of(Intent.UP);
            case "draining", "drain" -> Optional.of(Intent.DRAINING);
            default -> throw new IOException("it takes the word draining or up");
        };
    }

    /**
     * Has it say that. Whoever runs the agent may read it afterwards, whatever the umask is.
     *
     * @throws IOException if it can't be written
     */
    void write(Intent intent) throws IOException {
        boolean isNew = Files.notExists(path);
        Files.writeString(path, intent.name().toLowerCase(Locale.ROOT) + System.lineSeparator());
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (isNew && view != null) {
            view.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
        }
    }
}
