package io.backhand;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What {@code java -jar backhand.war} runs first: unpacks the WAR, makes a class loader of what is in it, and
 * gives it the command line. Knows the JDK alone, since nothing else is on the class path yet.
 */
public final class Main {
    /** What runs the commands: its static {@code int run(String[])} answers the exit code. */
    private static final String COMMAND_LINE = "io.backhand.cli.Cli";

    /** How long the unpacked files wait for what runs from them to stop; longer than a graceful stop takes. */
    private static final long STOP_WAIT_SECONDS = 30;

    private Main() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        int exitCode = 1;
        try {
            exitCode = run(UnpackedWar.unpack(ownWar(), Path.of(System.getProperty("java.io.tmpdir"))), args);
        } catch (IOException e) {
            System.err.println("backhand.war can't be unpacked: " + e);
        } catch (ReflectiveOperationException e) {
            System.err.println("backhand.war has no command line: " + e);
        }
        System.exit(exitCode);
    }

    private static Path ownWar() throws IOException {
        try {
            Path war = Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (!Files.isRegularFile(war)) {
                throw new IOException(war + " is no WAR; this class is for java -jar backhand.war");
            }
            return war;
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static int run(UnpackedWar unpacked, String[] args) throws IOException, ReflectiveOperationException {
        CountDownLatch ended = new CountDownLatch(1);
        URLClassLoader classes =
                new URLClassLoader("backhand", unpacked.classPath(), ClassLoader.getPlatformClassLoader());
        // On a signal all hooks run at once, and the server's own stops it gracefully: its classes stay until then.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> removeAfter(ended, classes, unpacked), "backhand-unpacked"));
        Thread.currentThread().setContextClassLoader(classes);
        try {
            return (int) classes.loadClass(COMMAND_LINE)
                    .getMethod("run", String[].class)
                    .invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            e.printStackTrace();
            return 1;
        } finally {
            ended.countDown();
        }
    }

    private static void removeAfter(CountDownLatch ended, URLClassLoader classes, UnpackedWar unpacked) {
        try {
            boolean inTime = ended.await(STOP_WAIT_SECONDS, TimeUnit.SECONDS);
            // Windows deletes no file that is open.
            classes.close();
            unpacked.remove();
            if (!inTime) {
                System.err.println("did not stop within " + STOP_WAIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            System.err.println(e.getMessage());
        }
    }
}
