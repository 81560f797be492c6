package io.backhand.bench;

import io.backhand.testing.cluster.FreePorts;
import io.backhand.testing.cluster.OwnProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A proxy of the system, configured as its documents advise for one processor: connections to backends kept, no access
 * log, X-Forwarded-For added, as many clients as the idle ones need.
 */
abstract class NativeProxy implements Contestant {
    private final String label;
    private final List<String> programs;

    /** @param programs where systems have it */
    NativeProxy(String label, List<String> programs) {
        this.label = label;
        this.programs = programs;
    }

    /** The text of its configuration file; other files it needs are written to the folder. */
    abstract String configuration(Site site, Path folder, int http, int https) throws IOException;

    /** What makes it run by that file, in the foreground. */
    abstract List<String> arguments(Path folder, Path configuration);

    @Override
    public final Proxy start(Site site) throws IOException {
        Path folder = site.folderOf(label);
        int http = FreePorts.next();
        int https = FreePorts.next();
        Path file = Files.writeString(folder.resolve("conf"), configuration(site, folder, http, https));
        List<String> command = new ArrayList<>(List.of(program()));
        command.addAll(arguments(folder, file));
        return new Proxy(OwnProcess.start(label, folder, Processors.proxy(command)), http, https);
    }

    private String program() {
        return programs.stream()
                .filter(path -> Files.exists(Path.of(path)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(label + " is not installed"));
    }

    @Override
    public final String label() {
        return label;
    }

    @Override
    public boolean takes(Scenario scenario) {
        return scenario != Scenario.WAR && !scenario.isBehindFront();
    }

    @Override
    public final boolean isJava() {
        return false;
    }
}
