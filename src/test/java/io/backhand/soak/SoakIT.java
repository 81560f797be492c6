package io.backhand.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(180)
@EnabledOnOs(value = OS.LINUX, disabledReason = "it counts files and threads as Linux does")
class SoakIT {
    @Test
    void aShortOneIsFine() {
        assertThat(Soak.run("--minutes", "0.1", "--requests", "3000")).isZero();
    }

    @Test
    void whatIsNoOptionIsWrongUsage() {
        assertThat(Soak.run("--hours", "1")).isEqualTo(2);
    }
}
