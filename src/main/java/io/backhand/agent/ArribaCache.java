package io.backhand.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Speeds measured before, in a folder of the user's: so that only the first start after a change of machine or Java
 * takes a processor for a second. A file holds the machine it is of and the figure, a line each. Where there is no
 * such folder, or it can't be written, nothing is remembered and nothing fails. Thread-safe, also across processes.
 */
final class ArribaCache {
    /** The version of the test: figures of different tests can't be compared. */
    private static final String TEST = "1";

    private static final long MAX_BYTES = 4096;
    private static final Pattern FIGURE = Pattern.compile("[1-9]\\d{0,17}");
    private static final Pattern LINUX_MODEL = Pattern.compile("^model name\\s*: (.*)$", Pattern.MULTILINE);
    private static final Path LINUX_CPUS = Path.of("/proc/cpuinfo");

    private final Optional<Path> folder;
    private final String machine;

    /** A cache in that folder, for that machine. */
    ArribaCache(Optional<Path> folder, String machine) {
        this.folder = folder;
        this.machine = machine.replaceAll("\\p{Cntrl}", " ");
    }

    /** The user's, for this machine and Java. */
    static ArribaCache ofUser() {
        String machine = String.join(
                " | ",
                TEST,
                DefaultName.hostName(),
                processor(),
                System.getProperty("java.vm.name", ""),
                System.getProperty("java.vm.version", ""),
                System.getProperty("java.vm.info", ""));
        return new ArribaCache(userFolder(), machine);
    }

    /** The figure measured before. */
    OptionalLong read() {
        if (folder.isEmpty()) {
            return OptionalLong.empty();
        }
        Path file = file(folder.get());
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
                return OptionalLong.empty();
            }
            List<String> lines = Files.readAllLines(file);
            boolean ours = lines.size() == 2
                    && lines.get(0).equals(machine)
                    && FIGURE.matcher(lines.get(1)).matches();
            return ours ? OptionalLong.of(Long.parseLong(lines.get(1))) : OptionalLong.empty();
        } catch (IOException | SecurityException e) {
            return OptionalLong.empty();
        }
    }

    /** Remembers a figure. */
    void write(long figure) {
        if (folder.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(folder.get());
            Path written = Files.createTempFile(folder.get(), "arriba", ".new");
            Files.writeString(written, machine + "\n" + figure + "\n");
            Files.move(written, file(folder.get()), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | SecurityException e) {
            // The next start measures again.
        }
    }

    private Path file(Path in) {
        return in.resolve("arriba-" + Integer.toHexString(machine.hashCode()));
    }

    private static Optional<Path> userFolder() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String home = System.getProperty("user.home", "");
        if (system.startsWith("windows")) {
            return absolute(System.getenv("LOCALAPPDATA")).map(path -> path.resolve("backhand"));
        }
        if (system.startsWith("mac")) {
            return absolute(home).map(path -> path.resolve("Library/Caches/backhand"));
        }
        return absolute(System.getenv("XDG_CACHE_HOME"))
                .or(() -> absolute(home).map(path -> path.resolve(".cache")))
                .map(path -> path.resolve("backhand"));
    }

    private static Optional<Path> absolute(@Nullable String path) {
        if (path == null || path.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(path)).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static String processor() {
        try {
            if (Files.isReadable(LINUX_CPUS)) {
                Matcher model = LINUX_MODEL.matcher(Files.readString(LINUX_CPUS));
                if (model.find()) {
                    return model.group(1);
                }
            }
        } catch (IOException e) {
            // Its kind must do.
        }
        String windows = System.getenv("PROCESSOR_IDENTIFIER");
        return windows == null ? System.getProperty("os.arch", "") : windows;
    }
}
