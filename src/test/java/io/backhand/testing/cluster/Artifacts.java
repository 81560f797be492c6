package io.backhand.testing.cluster;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the build makes and processes are started from. */
public final class Artifacts {
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private Artifacts() {}

    /** The balancer. */
    public static Path war() {
        return made("backhand.war");
    }

    /** The agent. */
    public static Path agentJar() {
        return made("backhand-agent.jar");
    }

    /** The class path of a process that runs a class of the tests. */
    public static String testClassPath() {
        return String.join(
                File.pathSeparator,
                List.of(
                        made("test-classes").toString(),
                        made("classes").toString(),
                        made("test-lib") + File.separator + "*"));
    }

    /** The Java that runs this test. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static Path made(String name) {
        Path path = TARGET.resolve(name);
        if (!Files.exists(path)) {
            throw new IllegalStateException(path + " is missing; mvn -DskipTests package makes it");
        }
        return path;
    }
}
