package io.backhand.testing.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The machine's own Chromium without a screen, kept from every address but this machine's. */
public final class Browser {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<Path> PROGRAMS =
            List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"));

    private Browser() {}

    /** Whether the machine has one. */
    public static boolean isInstalled() {
        return program().isPresent();
    }

    /**
     * Opens a page and tells its document as the browser then has it.
     *
     * @param hostRules names to be taken for others, as in {@code MAP a.example 127.0.0.1}
     */
    public static String documentOf(URI page, String hostRules, Path folder) throws IOException {
        List<String> command = new ArrayList<>(List.of(program().orElseThrow().toString()));
        command.addAll(List.of(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder.resolve("browser"),
                "--host-resolver-rules=" + hostRules + ",MAP * ~NOTFOUND,EXCLUDE localhost,EXCLUDE 127.0.0.1",
                "--dump-dom",
                page.toString()));
        try (OwnProcess browser = OwnProcess.start("browser", folder, command)) {
            browser.awaitExit(PATIENCE);
            return browser.output();
        }
    }

    private static Optional<Path> program() {
        return PROGRAMS.stream().filter(Files::exists).findFirst();
    }
}
