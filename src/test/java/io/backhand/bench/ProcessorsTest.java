package io.backhand.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessorsTest {
    @Test
    void readsSingleOnesAndRanges() {
        assertThat(Processors.allowed("Name:\tjava\nCpus_allowed_list:\t2,4-6\n"))
                .containsExactly(2, 4, 5, 6);
        assertThat(Processors.allowed("Cpus_allowed_list:\t0\n")).containsExactly(0);
    }
}
