package io.backhand.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinuxMemoryTest {
    private static final String MEMINFO =
            """
            MemTotal:       16000000 kB
            MemFree:          200000 kB
            MemAvailable:   12000000 kB
            Buffers:          300000 kB
            """;

    @Test
    void countsWhatTheFileCacheWouldGiveBack() {
        assertThat(LinuxMemory.available(MEMINFO, 16_000_000L * 1024)).hasValue(12_000_000L * 1024);
    }

    @Test
    void saysNothingOfAContainerWithALimitOfItsOwn() {
        assertThat(LinuxMemory.available(MEMINFO, 512L << 20)).isEmpty();
    }

    @Test
    void saysNothingWhereAKernelIsTooOldToTell() {
        assertThat(LinuxMemory.available("MemTotal: 100 kB\n", 100 * 1024)).isEmpty();
        assertThat(LinuxMemory.available("", 0)).isEmpty();
    }
}
