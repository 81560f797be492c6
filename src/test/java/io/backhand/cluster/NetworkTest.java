package io.backhand.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "192.168.0.0/24,192.168.0.255,true",
        "192.168.0.0/24,192.168.1.0,false",
        "10.0.0.7,10.0.0.7,true",
        "10.0.0.7,10.0.0.8,false",
        "0.0.0.0/0,203.0.113.9,true",
        "0.0.0.0/0,::1,false",
        "10.1.2.3/20,10.1.15.255,true",
        "10.1.2.3/20,10.1.16.0,false",
        "fd00::/8,fdff::1,true",
        "fd00::/8,fe00::1,false",
        "[::1],::1,true",
        "::/0,10.0.0.1,false"
    })
    void holdsTheAddressesOfItsBits(String network, String address, boolean held) {
        assertThat(Network.parse(network).contains(Network.address(address))).isEqualTo(held);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "localhost",
                "10.0.0",
                "10.0.0.256",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/",
                "10.0.0.0/8/8",
                "::/129",
                ".:1",
                ":",
                "1:2",
                "[10.0.0.1",
                "fe80::1%lo"
            })
    void refusesWhatIsNoneWithoutLookingItUp(String text) {
        assertThatThrownBy(() -> Network.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a network is an address or ADDRESS/BITS such as 192.168.0.0/24, not \"" + text + "\"");
    }
}
