package io.backhand.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.cluster.Network;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatAddressTest {
    @Test
    void readsAllItsParts() {
        assertThat(HeartbeatAddress.parse("239.255.66.72:4445,3@eth0"))
                .isEqualTo(new HeartbeatAddress(Network.address("239.255.66.72"), 4445, 3, Optional.of("eth0")));
        assertThat(HeartbeatAddress.parse("[ff15::6648]:1"))
                .isEqualTo(new HeartbeatAddress(Network.address("ff15::6648"), 1, 1, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "239.255.66.72",
                "239.255.66.72:",
                "239.255.66.72:0",
                "239.255.66.72:65536",
                "10.0.0.1:1,256",
                "10.0.0.1:1,",
                "10.0.0.1:1@",
                "ff15::6648:4445",
                "group.example:4445",
                "10.0.0.256:1"
            })
    void saysWhatWasWantedWhereItCannot(String text) {
        assertThatThrownBy(() -> HeartbeatAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a heartbeat address is ADDR:PORT[,TTL][@INTERFACE] such as 239.255.66.72:4445,1@eth0, not \""
                                + text + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.168.0.11", "web1.example"})
    void announcesToTheGroupOfIpv4ByDefault(String host) {
        assertThat(HeartbeatAddress.defaultGroupFor(host)).hasToString("239.255.66.72:4445");
    }

    @Test
    void announcesAnIpv6ContactToTheGroupOfIpv6() {
        assertThat(HeartbeatAddress.defaultGroupFor("fd00::11")).isEqualTo(HeartbeatAddress.parse("[ff15::6648]:4445"));
    }
}
