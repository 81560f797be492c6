package io.backhand.agent;

import com.sun.management.OperatingSystemMXBean;
import io.backhand.cluster.NanoClock;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What can be told of this machine, or of the container it is in: from the JDK's management beans, which know a
 * container's limits, and from the system itself where they fall short. What can't be had is empty, never made up.
 *
 * <p>In a container the load is the whole machine's; Linux keeps no other. Not thread-safe.
 */
final class MachineFigures implements AutoCloseable {
    private static final String SYSTEM = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);

    private final OperatingSystemMXBean system;
    private final CpuIdle idle;
    private final boolean windowsLoad;

    /** Begins to look. */
    MachineFigures(NanoClock clock) {
        this.system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        this.idle = new CpuIdle(system::getCpuLoad, clock);
        this.windowsLoad = SYSTEM.startsWith("windows") && WindowsLoad.start();
    }

    /** Processors it may use. */
    OptionalInt cpus() {
        return OptionalInt.of(Runtime.getRuntime().availableProcessors());
    }

    /** Mean run queue of the last minute. */
    OptionalDouble load() {
        double load = system.getSystemLoadAverage();
        if (load >= 0) {
            return OptionalDouble.of(load);
        }
        return windowsLoad ? WindowsLoad.lastMinute() : OptionalDouble.empty();
    }

    /** Share of the processors' time that was idle over the last second. */
    OptionalDouble idle() {
        return idle.get();
    }

    /** Memory it could still use. */
    OptionalLong memoryFreeBytes() {
        if (SYSTEM.startsWith("linux")) {
            OptionalLong available = LinuxMemory.available(system.getTotalMemorySize());
            if (available.isPresent()) {
                return available;
            }
        }
        return known(system.getFreeMemorySize());
    }

    /** Memory it has. */
    OptionalLong memoryTotalBytes() {
        long bytes = system.getTotalMemorySize();
        return bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
    }

    @Override
    public void close() {
        if (windowsLoad) {
            WindowsLoad.stop();
        }
    }

    private static OptionalLong known(long bytes) {
        return bytes >= 0 ? OptionalLong.of(bytes) : OptionalLong.empty();
    }
}
