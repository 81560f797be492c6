package io.backhand.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The text of a configuration file. */
final class TextFile {
    /** A configuration is written by hand; what is longer is some other file. */
    static final int MAX_BYTES = 1024 * 1024;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private TextFile() {}

    /** Reads UTF-8, with or without a byte order mark; empty where it can't be read, which becomes a problem. */
    static Optional<String> read(Path file, Problems problems) {
        Place place = new Place(file.toString(), 0);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                problems.add(place, "longer than a configuration's 1 MiB");
                return Optional.empty();
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
        } catch (NoSuchFileException e) {
            problems.add(place, "no such file");
        } catch (CharacterCodingException e) {
            problems.add(place, "not UTF-8");
        } catch (IOException e) {
            problems.add(place, "can't be read: " + e.getMessage());
        }
        return Optional.empty();
    }
}
