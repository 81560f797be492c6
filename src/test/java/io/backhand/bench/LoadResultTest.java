package io.backhand.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LoadResultTest {
    @Test
    void readsTheLastLineThatItWrote() {
        LoadResult result = new LoadResult(1000, 3, 4.25, 500, 900, 1500);

        assertThat(LoadResult.parse("Running 4s test\nBENCH 1 1 1 1 1 1\n" + result.line() + "\n"))
                .isEqualTo(result);
    }

    @Test
    void tellsWhatAGeneratorWithoutFiguresPrinted() {
        assertThatThrownBy(() -> LoadResult.parse("unable to connect\n")).hasMessageContaining("unable to connect");
    }

    @Test
    void findsPercentilesInAnyOrder() {
        long[] downwards = LongStream.rangeClosed(1, 1000).map(i -> 1001 - i).toArray();

        LoadResult result = LoadResult.of(downwards, 0, 1);

        assertThat(result.p50Micros()).isEqualTo(501);
        assertThat(result.p99Micros()).isEqualTo(991);
        assertThat(result.p999Micros()).isEqualTo(1000);
    }

    @Test
    void takesOneAndNone() {
        assertThat(LoadResult.of(new long[] {7}, 0, 1)).isEqualTo(new LoadResult(1, 0, 1, 7, 7, 7));
        assertThat(LoadResult.of(new long[0], 2, 1)).isEqualTo(new LoadResult(0, 2, 1, 0, 0, 0));
    }
}
