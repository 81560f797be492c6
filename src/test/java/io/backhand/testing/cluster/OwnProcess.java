package io.backhand.testing.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process started by a test, and ended with it. What it prints goes to a file. */
public final class OwnProcess implements AutoCloseable {
    private static final Duration LAST_WORK = Duration.ofSeconds(10);
    private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

    static {
        // A test run that is ended halfway closes nothing.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> STARTED.forEach(OwnProcess::endTree), "end-all"));
    }

    private static void endTree(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private final String name;
    private final Process process;
    private final Path log;

    private OwnProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Starts a command; {@code NAME.log} in the folder gets what it prints. */
    public static OwnProcess start(String name, Path folder, List<String> command) throws IOException {
        Path log = folder.resolve(name + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        STARTED.add(process);
        return new OwnProcess(name, process, log);
    }

    /** Waits until it has printed something. @throws AssertionError if it ends before, or it takes too long */
    public OwnProcess awaitOutput(String wanted, Duration limit) {
        Await.untilTrue(name + " prints \"" + wanted + "\"", limit, () -> {
            if (output().contains(wanted)) {
                return true;
            }
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " has ended with " + process.exitValue() + ":\n" + output());
            }
            return false;
        });
        return this;
    }

    /** All it has printed so far. */
    public String output() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** Where what it prints goes. */
    public Path log() {
        return log;
    }

    /** Its id. */
    public long pid() {
        return process.pid();
    }

    /** Asks it to end, as SIGTERM does. */
    public void terminate() {
        process.destroy();
    }

    /** Ends it at once, as SIGKILL does. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(LAST_WORK);
    }

    /** Stops it where it stands, as SIGSTOP does: its kernel still takes connections and bytes for it. */
    public void freeze() throws IOException {
        signal("STOP");
    }

    /** Has it go on. */
    public void thaw() throws IOException {
        signal("CONT");
    }

    private void signal(String name) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
        int code = kill.onExit().join().exitValue();
        if (code != 0) {
            throw new IOException("kill -" + name + " " + pid() + " ended with " + code);
        }
    }

    /** Waits for its end and tells its exit code. @throws AssertionError if it takes too long */
    public int awaitExit(Duration limit) {
        try {
            return process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS).exitValue();
        } catch (TimeoutException | ExecutionException e) {
            throw new AssertionError(name + " does not end within " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end, and ends it where it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(LAST_WORK.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
