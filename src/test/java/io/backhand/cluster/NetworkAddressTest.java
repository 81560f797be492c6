package io.backhand.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "255.255.255.255", "::1", "[::1]", "fe80::1", "::ffff:10.0.0.1"})
    void readsALiteral(String text) {
        assertThat(Network.address(text)).isNotNull();
    }

    /** Each of these would go to the resolver, were it not for the check. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.256", "1.2.3", "1.2.3.4.5", ".::1", "::g", "abc", "", "1.2.3.4:80"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> Network.address(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + text + "\" is not an address");
    }
}
