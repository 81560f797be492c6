package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenFilesTest {
    @ParameterizedTest
    @CsvSource({"1024, 256", "20512, 10000", "100, 64", "0, 64", "-1, 2147483647", "9223372036854775807, 2147483647"})
    void everyClientTakesTwo(long files, int clients) {
        assertThat(OpenFiles.roomForClients(files)).isEqualTo(clients);
    }
}
