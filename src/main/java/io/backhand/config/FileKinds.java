package io.backhand.config;

import io.backhand.ajp.codec.Secret;
import io.backhand.cluster.AdminToken;
import io.backhand.cluster.PrivateFile;
import io.backhand.heartbeat.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * Files and folders that settings name.
 *
 * @param base what a relative one is relative to
 */
record FileKinds(Path base) {
    private static final int MAX_SECRET_BYTES = 1024;

    /** A file that can be read. */
    Kind<Path> readable(String key, String example) {
        return new Kind<>(example, text -> checked(key, text, FileKinds::isReadable, "can't be read"));
    }

    /** A folder. */
    Kind<Path> directory(String key, String example) {
        return new Kind<>(example, text -> checked(key, text, Files::isDirectory, "is not a directory"));
    }

    /** A file in a folder that is there; whether it is itself does not matter. */
    Kind<Path> inFolder(String key, String example) {
        return new Kind<>(example, text -> checked(key, text, FileKinds::isInFolder, "is in no folder that is there"));
    }

    /** A file of heartbeat keys that is right and that nobody else may read. */
    Kind<Path> keys(String key, String example) {
        return new Kind<>(example, text -> {
            Path file = path(key, text);
            try {
                Keys.read(file);
            } catch (IOException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
            return file;
        });
    }

    /** A file with an administrator's token that nobody else may read, read. */
    Kind<AdminToken> adminToken(String key, String example) {
        return new Kind<>(example, text -> {
            try {
                return AdminToken.read(path(key, text));
            } catch (IOException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        });
    }

    /** A file with the secret of an AJP listener that nobody else may read, read. */
    Kind<Secret> secret(String key, String example) {
        return new Kind<>(example, text -> {
            try {
                return ListenAjp.secret(PrivateFile.read(path(key, text), "secret file", MAX_SECRET_BYTES)
                        .stripTrailing());
            } catch (IOException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        });
    }

    private Path checked(String key, String text, Predicate<Path> test, String otherwise) {
        Path path = path(key, text);
        if (!test.test(path)) {
            throw new IllegalArgumentException("%s: %s %s".formatted(key, path, otherwise));
        }
        return path;
    }

    private Path path(String key, String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("%s takes a path, not \"\"".formatted(key));
        }
        try {
            return base.resolve(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("%s takes a path, not %s".formatted(key, Shown.quoted(text)), e);
        }
    }

    private static boolean isInFolder(Path path) {
        Path folder = path.getParent();
        return folder != null && Files.isDirectory(folder);
    }

    private static boolean isReadable(Path path) {
        return Files.isRegularFile(path) && Files.isReadable(path);
    }
}
