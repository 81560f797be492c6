package io.backhand.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a JVM how much of its heap is in use, right after it has collected its garbage. */
final class LiveHeap {
    private static final Pattern TOTAL = Pattern.compile("\nTotal\\s+\\d+\\s+(\\d+)");

    private LiveHeap() {}

    /** Tells the bytes of the JVM with that process id. @throws IOException if it does not say */
    static long bytes(Path jdk, long pid) throws IOException {
        Process jcmd = new ProcessBuilder(
                        jdk.resolve("bin").resolve("jcmd").toString(), Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher total = TOTAL.matcher(output);
        if (!total.find()) {
            throw new IOException("jcmd says: " + output);
        }
        return Long.parseLong(total.group(1));
    }
}
