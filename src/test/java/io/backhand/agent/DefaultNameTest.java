package io.backhand.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultNameTest {
    @ParameterizedTest
    @CsvSource({
        "web1.example.org, 80,   web1",
        "web1.example.org, 443,  web1",
        "web1,             8080, web1-8080",
        "'büro pc\n',      80,   b-ro-pc",
        "web_2,            81,   web_2-81"
    })
    void isTheMachinesFirstLabelAndAPortThatIsNotTheUsualOne(String host, int port, String name) throws Exception {
        assertThat(DefaultName.of(host, port).name()).isEqualTo(name);
    }

    @Test
    void isNeverTooLongAndKeepsThePort() throws Exception {
        assertThat(DefaultName.of("h".repeat(64), 80).name()).isEqualTo("h".repeat(64));
        assertThat(DefaultName.of("h".repeat(200), 65535).name()).isEqualTo("h".repeat(58) + "-65535");
    }

    @Test
    void aMachineWithoutANameIsToldToGiveOne() {
        assertThatThrownBy(() -> DefaultName.of("", 80))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--name");
    }

    @Test
    void thisMachineHasOne() throws Exception {
        assertThat(DefaultName.of(io.backhand.cluster.Contact.parse("http://127.0.0.1:9001"))
                        .name())
                .endsWith("-9001");
    }
}
