package io.backhand.agent;

import java.util.OptionalDouble;
import oshi.driver.windows.perfmon.LoadAverage;
import oshi.driver.windows.perfmon.SystemInformation;

/**
 * The mean run queue on Windows, which keeps none: OSHI makes one out of the performance counters, on a daemon thread
 * of its own. Touched only there, so that elsewhere neither OSHI nor JNA is ever loaded.
 */
final class WindowsLoad {
    /** Where OSHI's log looks how much to say of itself: without a log it would print so on the error stream. */
    private static final String LOG_VERBOSITY = "slf4j.internal.verbosity";

    private WindowsLoad() {}

    /** Begins to measure. Returns whether that can be done here. */
    static boolean start() {
        boolean quietened = System.getProperty(LOG_VERBOSITY) == null;
        if (quietened) {
            System.setProperty(LOG_VERBOSITY, "ERROR");
        }
        try {
            // Asked once here, so that what is missing shows here and not on OSHI's thread.
            SystemInformation.queryProcessorQueueLength();
            LoadAverage.startDaemon();
            return true;
        } catch (RuntimeException | LinkageError e) {
            return false;
        } finally {
            if (quietened) {
                System.clearProperty(LOG_VERBOSITY);
            }
        }
    }

    /** The mean of the last minute; nothing in the first seconds. */
    static OptionalDouble lastMinute() {
        double load = LoadAverage.queryLoadAverage(1)[0];
        return load >= 0 ? OptionalDouble.of(load) : OptionalDouble.empty();
    }

    /** Ends the measuring. */
    static void stop() {
        LoadAverage.stopDaemon();
    }
}
