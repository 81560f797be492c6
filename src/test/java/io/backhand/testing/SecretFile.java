package io.backhand.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** A file as secrets are kept. */
public final class SecretFile {
    private SecretFile() {}

    /** Writes it anew, for its owner alone. */
    public static Path write(Path file, String content) throws IOException {
        Files.writeString(file, content);
        forOwnerAlone(file);
        return file;
    }

    /** Takes the file from everybody else, where the file system knows such a thing. */
    public static void forOwnerAlone(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(PosixFilePermissions.fromString("rw-------"));
        }
    }
}
