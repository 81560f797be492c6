package io.backhand.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** What measurements were made on and with. */
final class Machine {
    private static final Path JDKS = Path.of("/usr/lib/jvm");

    private Machine() {}

    /** Its newest JDK, of {@code JAVA_HOME}, the system's and the one that runs this. */
    static Path newestJdk() throws IOException {
        List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        Optional.ofNullable(System.getenv("JAVA_HOME")).map(Path::of).ifPresent(homes::add);
        if (Files.isDirectory(JDKS)) {
            try (Stream<Path> installed = Files.list(JDKS)) {
                installed.filter(Files::isDirectory).forEach(homes::add);
            }
        }
        return homes.stream()
                .filter(home -> Files.isExecutable(home.resolve("bin/jcmd")))
                .max((one, other) -> version(one).compareTo(version(other)))
                .orElseThrow(() -> new IOException("no JDK with jcmd was found; --jdk names one"));
    }

    private static Runtime.Version version(Path home) {
        Properties release = new Properties();
        try (var in = Files.newBufferedReader(home.resolve("release"), StandardCharsets.UTF_8)) {
            release.load(in);
            return Runtime.Version.parse(release.getProperty("JAVA_VERSION", "\"0\"")
                    .replace("\"", "")
                    .replaceAll("[^0-9.].*", ""));
        } catch (IOException | IllegalArgumentException e) {
            return Runtime.Version.parse("1");
        }
    }

    /** All of it in a few lines. */
    static String description(Path jdk, List<String> flags) throws IOException {
        String processor = Files.readString(Path.of("/proc/cpuinfo"))
                .lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
        return String.join(
                "\n",
                List.of(
                        "- commit " + says("git", "describe", "--always", "--dirty"),
                        String.format(
                                Locale.ROOT,
                                "- %d × %s, Linux %s",
                                Files.readString(Path.of("/proc/cpuinfo"))
                                        .lines()
                                        .filter(line -> line.startsWith("processor"))
                                        .count(),
                                processor,
                                System.getProperty("os.version")),
                        "- " + says("/usr/sbin/haproxy", "-v") + "; " + says("/usr/sbin/nginx", "-v") + "; "
                                + says("/usr/sbin/apache2", "-v"),
                        "- " + says(jdk.resolve("bin/java").toString(), "-version")
                                + "; Backhand runs by `bin/backhand`"
                                + (flags.isEmpty() ? "" : " with `" + String.join(" ", flags) + "` more")
                                + ", the others in Java with `"
                                + String.join(" ", Site.JVM_FLAGS) + "`"));
    }

    private static String says(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return said.lines().findFirst().orElse("");
        } catch (IOException e) {
            return command[0] + " is not there";
        }
    }
}
