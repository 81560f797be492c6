package io.backhand.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowthTest {
    private static final int HEAP = 40_000;

    @Test
    void isWhatTheLastThirdHasMoreThanTheSecond() {
        assertThat(new Growth(samples(30, i -> heap(HEAP + i * 1000))).summary())
                .isEqualTo("heap KiB grew from 55000 to 65000\n");
    }

    @Test
    void isNotTheWarmingUp() {
        assertThat(new Growth(samples(30, i -> heap(i < 10 ? i * 1000 : HEAP))).isFound())
                .isFalse();
    }

    @Test
    void isNotWhatComesAndGoes() {
        assertThat(new Growth(samples(30, i -> heap(i % 5 == 0 ? 2 * HEAP : HEAP))).isFound())
                .isFalse();
    }

    @Test
    void isSeenInThreadsAndFilesToo() {
        assertThat(new Growth(samples(9, i -> sample(HEAP, 20 + 10 * i, 200 + 100 * i))).summary())
                .isEqualTo("threads grew from 60 to 90\nfiles grew from 600 to 900\n");
    }

    @Test
    void isNotToldFromAFewSamples() {
        Growth growth = new Growth(samples(8, i -> heap(HEAP * (i + 1L))));

        assertThat(growth.isFound()).isFalse();
        assertThat(growth.summary()).startsWith("too short");
    }

    private static List<Sample> samples(int count, IntFunction<Sample> each) {
        return IntStream.range(0, count).mapToObj(each).toList();
    }

    private static Sample heap(long kib) {
        return sample(kib, 20, 200);
    }

    private static Sample sample(long heapKib, int threads, int files) {
        return new Sample(Duration.ZERO, 0, 0, 0, heapKib, 30_000, threads, files);
    }
}
