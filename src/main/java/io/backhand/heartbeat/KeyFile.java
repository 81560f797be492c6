package io.backhand.heartbeat;

import io.backhand.cluster.PrivateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Reads {@link Keys} from a file that nobody else may read. */
final class KeyFile {
    /** Far more than {@link Keys#MAX_KEYS} lines with their comments. */
    private static final int MAX_FILE_BYTES = 64 * 1024;

    private KeyFile() {}

    static Keys read(Path file) throws IOException {
        List<byte[]> keys = new ArrayList<>();
        String[] lines = PrivateFile.read(file, "key file", MAX_FILE_BYTES).split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                keys.add(key(line, file + ":" + (i + 1)));
            }
        }
        if (keys.isEmpty() || keys.size() > Keys.MAX_KEYS) {
            throw new IOException(
                    "%s: a key file holds 1 to %d keys, not %d".formatted(file, Keys.MAX_KEYS, keys.size()));
        }
        return new Keys(keys);
    }

    /** The message never shows the line: it may be a key with a typing error. */
    private static byte[] key(String line, String where) throws IOException {
        if (!Keys.isMac(line)) {
            throw new IOException("%s: a key is %d hexadecimal digits, not these %d characters"
                    .formatted(where, 2 * Keys.KEY_BYTES, line.length()));
        }
        return HexFormat.of().parseHex(line);
    }
}
