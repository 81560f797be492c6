package io.backhand.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files this process may have open. */
final class OpenFiles {
    /** For jars, the log, files served, heartbeats, and connections to backends that nobody uses at the moment. */
    private static final int OTHERS = 512;

    /** Enough to be of use, where hardly any may be open. */
    private static final int FEWEST_CLIENTS = 64;

    private OpenFiles() {}

    /** Clients that may be connected, each of which takes a file, and another to its backend while it is served. */
    static int roomForClients() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? roomForClients(unix.getMaxFileDescriptorCount())
                : Integer.MAX_VALUE;
    }

    /** The same for so many files; not known where negative. */
    static int roomForClients(long files) {
        if (files < 0) {
            return Integer.MAX_VALUE;
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.max(FEWEST_CLIENTS, (files - OTHERS) / 2));
    }
}
