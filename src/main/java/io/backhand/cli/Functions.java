package io.backhand.cli;

import io.backhand.candidacy.functions.FunctionCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The candidacy functions that a configuration may name, with the class loader of those that users wrote. */
final class Functions implements AutoCloseable {
    private final URLClassLoader classes;
    private final FunctionCatalogue catalogue;

    private Functions(URLClassLoader classes) throws CommandFailedException {
        this.classes = classes;
        try {
            catalogue = FunctionCatalogue.load(classes);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The built-in ones and those beside them on the class path. */
    static Functions own() throws CommandFailedException {
        return new Functions(new URLClassLoader(new URL[0], Functions.class.getClassLoader()));
    }

    /** Those, and the ones among the classes of a web application's folder. */
    static Functions ofWebapp(Path webapp) throws CommandFailedException {
        try {
            return new Functions(new URLClassLoader(classPath(webapp), Functions.class.getClassLoader()));
        } catch (IOException e) {
            throw new CommandFailedException(webapp + ": its classes can't be read: " + e.getMessage(), e);
        }
    }

    FunctionCatalogue catalogue() {
        return catalogue;
    }

    @Override
    public void close() {
        try {
            classes.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL[] classPath(Path webapp) throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(url(webapp.resolve("WEB-INF/classes")));
        Path lib = webapp.resolve("WEB-INF/lib");
        if (Files.isDirectory(lib)) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(lib, "*.jar")) {
                for (Path jar : jars) {
                    urls.add(url(jar));
                }
            }
        }
        return urls.toArray(URL[]::new);
    }

    private static URL url(Path path) throws MalformedURLException {
        return path.toUri().toURL();
    }
}
