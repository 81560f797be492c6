package io.backhand.importing.syntax;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The text of a file of another program's, whichever way that wrote it. */
public final class SourceText {
    /** More is no configuration that somebody wrote. */
    static final int MAX_BYTES = 4 * 1024 * 1024;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private SourceText() {}

    /**
     * Reads UTF-16 with its byte order mark, as regedit exports it, else UTF-8, else ISO 8859-1, in which every byte is a
     * character.
     *
     * @throws ImportException if there is no such file, or none that is text
     */
    public static String read(Path file) throws ImportException {
        if (Files.notExists(file)) {
            throw new ImportException(file + ": no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new ImportException(file + ": not a file");
        }
        byte[] bytes = bytes(file);
        String text = decoded(bytes, charset(bytes));
        if (text.indexOf('\0') >= 0) {
            throw new ImportException(file + ": not a text: it has zero bytes");
        }
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static byte[] bytes(Path file) throws ImportException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new ImportException(file + ": longer than the " + (MAX_BYTES >> 20) + " MiB that are read");
            }
            return bytes;
        } catch (AccessDeniedException e) {
            throw new ImportException(file + ": may not be read by this user");
        } catch (IOException e) {
            throw new ImportException(file + ": can't be read: " + e.getMessage());
        }
    }

    private static Charset charset(byte[] bytes) {
        if (bytes.length >= 2) {
            int mark = (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
            if (mark == 0xFFFE) {
                return StandardCharsets.UTF_16LE;
            }
            if (mark == 0xFEFF) {
                return StandardCharsets.UTF_16BE;
            }
        }
        return StandardCharsets.UTF_8;
    }

    private static String decoded(byte[] bytes, Charset charset) {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
