package io.backhand.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerListingTest {
    @Test
    void columnsAreAlignedAndWhatIsNotKnownIsADash() throws IOException {
        String json =
                """
                [{"name":"alpha","url":"http://127.0.0.1:9001","state":"up","ageMillis":1249,"load":0.5,
                  "cpuIdle":0.973,"cpus":16,"memoryFreeBytes":1073741824,"memoryTotalBytes":4294967296,
                  "ready":null,"busy":null,"arriba":null,"inFlight":0,"requests":1200,"failures":3,
                  "latencyMillis":12.345,"source":"native","later":{"a":[1]}},
                 {"name":"b","url":"http://127.0.0.1:9002","state":"silent","ageMillis":null,"source":"static"}]
                """;

        assertThat(ServerListing.of(json).lines())
                .containsExactly(
                        "NAME   STATE   AGE S  LOAD  IDLE %  CPUS  FREE MIB  OF MIB  READY  BUSY  IN FLIGHT  REQUESTS"
                                + "  FAILED    MS  SOURCE  URL",
                        "alpha  up        1.2  0.50      97    16      1024    4096      -     -          0      1200"
                                + "       3  12.3  native  http://127.0.0.1:9001",
                        "b      silent      -     -       -     -         -       -      -     -          -         -"
                                + "       -     -  static  http://127.0.0.1:9002");
    }

    @Test
    void contextsThatAreDrainedOrDisabledHaveColumnsWhereThereAreAny() throws IOException {
        String json =
                """
                [{"name":"alpha","url":"http://a","drainingContexts":["/app","/shop"],"disabledContexts":[]},
                 {"name":"beta","url":"http://b","drainingContexts":[],"disabledContexts":[]}]
                """;

        assertThat(ServerListing.of(json).lines().get(0)).endsWith("  URL       DRAINS ONLY");
        assertThat(ServerListing.of(json).lines().get(1)).endsWith("  http://a  /app /shop");
        assertThat(ServerListing.of(json).lines().get(2)).endsWith("  http://b  -");
    }

    @Test
    void noServerIsTheTitlesAlone() throws IOException {
        assertThat(ServerListing.of("[]").lines()).hasSize(1);
    }

    @Test
    void whatComesCannotSteerTheTerminal() throws IOException {
        assertThat(ServerListing.of("[{\"name\":\"a\\u001b[2J\",\"cpus\":\"\\u001b[3J\"}]")
                        .lines()
                        .get(1))
                .startsWith("a?[2J")
                .contains("?[3J");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[", "[1]", "[{\"name\":", "<html>"})
    void whatIsNoListOfServersIsRefused(String text) {
        assertThatThrownBy(() -> ServerListing.of(text)).isInstanceOf(IOException.class);
    }
}
