package io.backhand.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory a Linux machine could still use. The JDK tells only how much lies idle, which on a machine that has run
 * for a day is next to nothing: the file cache takes the rest and gives it back when asked.
 */
final class LinuxMemory {
    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final Pattern TOTAL = Pattern.compile("^MemTotal: +(\\d{1,15}) kB$", Pattern.MULTILINE);
    private static final Pattern AVAILABLE = Pattern.compile("^MemAvailable: +(\\d{1,15}) kB$", Pattern.MULTILINE);

    private LinuxMemory() {}

    /** Memory to be had, if the total is the whole machine's and not a container's limit. */
    static OptionalLong available(long totalBytes) {
        try {
            return available(Files.readString(MEMINFO), totalBytes);
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** The same from what the system said. */
    static OptionalLong available(String meminfo, long totalBytes) {
        OptionalLong total = bytes(TOTAL, meminfo);
        if (total.isEmpty() || total.getAsLong() != totalBytes) {
            return OptionalLong.empty();
        }
        return bytes(AVAILABLE, meminfo);
    }

    private static OptionalLong bytes(Pattern line, String meminfo) {
        Matcher found = line.matcher(meminfo);
        return found.find() ? OptionalLong.of(Long.parseLong(found.group(1)) * 1024) : OptionalLong.empty();
    }
}
