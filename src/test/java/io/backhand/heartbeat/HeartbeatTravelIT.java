package io.backhand.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.backhand.cluster.Network;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A datagram goes from a sender to receivers on loopback, in every way there is. */
@Timeout(30)
class HeartbeatTravelIT {
    private static final InetAddress V4 = Network.address("127.0.0.1");
    private static final InetAddress V6 = Network.address("::1");

    private final List<String> unreachable = new ArrayList<>();

    @Test
    void byUnicast() throws Exception {
        try (Ear ear = Ear.on(at("127.0.0.1", 0))) {
            assertArrives(ear, at("127.0.0.1", ear.port()), V4);
        }
    }

    @Test
    void byUnicastToTheWildcard() throws Exception {
        try (Ear ear = Ear.on(at("0.0.0.0", 0))) {
            assertArrives(ear, at("127.0.0.1", ear.port()), V4);
        }
    }

    @Test
    void byUnicastOverIPv6() throws Exception {
        try (Ear ear = Ear.on(at("::1", 0))) {
            assertArrives(ear, at("::1", ear.port()), V6);
        }
    }

    @Test
    void byBroadcast() throws Exception {
        try (Ear ear = Ear.on(at("127.255.255.255", 0))) {
            assertArrives(ear, at("127.255.255.255", ear.port()), V4);
        }
    }

    @Test
    void byMulticastOnTheInterfaceOfTheContactWithoutNamingIt() throws Exception {
        try (Ear ear = Ear.on(at("239.255.77.1", 0))) {
            assertArrives(ear, at("239.255.77.1", ear.port()), V4);
        }
    }

    @Test
    void byMulticastOnANamedInterface() throws Exception {
        try (Ear ear = Ear.on(onLoopback("239.255.77.2", 0))) {
            assertArrives(ear, onLoopback("239.255.77.2", ear.port()), V4);
        }
    }

    @Test
    void byMulticastOverIPv6() throws Exception {
        try (Ear ear = Ear.on(onLoopback("ff15::7701", 0))) {
            HeartbeatAddress group = onLoopback("ff15::7701", ear.port());
            send("hello", V6, group);
            assumeTrue(
                    unreachable.isEmpty(), "this machine has no route for IPv6 multicast on loopback: " + unreachable);

            assertThat(ear.next()).isEqualTo(new Ear.Heard("hello", V6));
        }
    }

    @Test
    void toTwoReceiversOnOneGroupAndPort() throws Exception {
        try (Ear first = Ear.on(onLoopback("239.255.77.3", 0));
                Ear second = Ear.on(onLoopback("239.255.77.3", first.port()))) {
            send("hello", V4, onLoopback("239.255.77.3", first.port()));

            assertThat(first.next().text()).isEqualTo("hello");
            assertThat(second.next().text()).isEqualTo("hello");
        }
    }

    @Test
    void toTwoReceiversOfOneBroadcast() throws Exception {
        try (Ear first = Ear.on(at("127.255.255.255", 0));
                Ear second = Ear.on(at("127.255.255.255", first.port()))) {
            send("hello", V4, at("127.255.255.255", first.port()));

            assertThat(first.next().text()).isEqualTo("hello");
            assertThat(second.next().text()).isEqualTo("hello");
        }
    }

    @Test
    void toSeveralAddressesWithOnePort() throws Exception {
        try (Ear probe = Ear.on(at("127.0.0.1", 0))) {
            int port = probe.port();
            probe.close();
            try (Ear ear = Ear.on(
                    onLoopback("239.255.77.4", port),
                    at("127.0.0.1", port),
                    at("127.255.255.255", port),
                    at("::1", port))) {
                send("by group", V4, onLoopback("239.255.77.4", port));
                assertThat(ear.next().text()).isEqualTo("by group");
                send("by unicast", V4, at("127.0.0.1", port));
                assertThat(ear.next().text()).isEqualTo("by unicast");
                send("by broadcast", V4, at("127.255.255.255", port));
                assertThat(ear.next().text()).isEqualTo("by broadcast");
                send("by IPv6", V6, at("::1", port));
                assertThat(ear.next().text()).isEqualTo("by IPv6");
            }
        }
    }

    @Test
    void neverToTheGroupNextDoor() throws Exception {
        try (Ear ear = Ear.on(onLoopback("239.255.77.5", 0));
                Ear nextDoor = Ear.on(onLoopback("239.255.77.6", ear.port()))) {
            send("hello", V4, onLoopback("239.255.77.5", ear.port()));
            assertThat(ear.next().text()).isEqualTo("hello");

            send("there", V4, onLoopback("239.255.77.6", ear.port()));
            assertThat(nextDoor.next().text()).isEqualTo("there");
            assertThat(ear.isQuiet()).isTrue();
        }
    }

    @Test
    void fromTheAddressOfTheContactEvenOneThatIsNotListed() throws Exception {
        try (Ear ear = Ear.on(at("127.0.0.1", 0))) {
            assertArrives(ear, at("127.0.0.1", ear.port()), Network.address("127.0.0.9"));
        }
    }

    @Test
    void cutOneByteBehindTheLimitSoThatItsSizeIsSeen() throws Exception {
        try (Ear ear = Ear.on(at("127.0.0.1", 0))) {
            send("x".repeat(HeartbeatCodec.MAX_BYTES + 200), V4, at("127.0.0.1", ear.port()));

            assertThat(ear.next().text()).hasSize(HeartbeatCodec.MAX_BYTES + 1);
        }
    }

    @Test
    void toTheOthersWhereOneDestinationFailsWhichIsToldOnceAndWhenItEnds() throws Exception {
        List<String> told = new ArrayList<>();
        try (Ear ear = Ear.on(at("127.0.0.1", 0))) {
            HeartbeatAddress failing =
                    new HeartbeatAddress(Network.address("239.255.77.7"), ear.port(), 1, Optional.of("nosuch0"));
            HeartbeatSender sender =
                    new HeartbeatSender(List.of(failing, at("127.0.0.1", ear.port())), Optional.of(V4), tellInto(told));
            sender.send("one".getBytes(StandardCharsets.US_ASCII));
            sender.send("two".getBytes(StandardCharsets.US_ASCII));

            assertThat(ear.next().text()).isEqualTo("one");
            assertThat(ear.next().text()).isEqualTo("two");
            assertThat(told).containsExactly("239.255.77.7:" + ear.port() + "@nosuch0: no interface nosuch0");
        }
    }

    private void assertArrives(Ear ear, HeartbeatAddress destination, InetAddress source) throws Exception {
        send("hello", source, destination);

        assertThat(unreachable).isEmpty();
        assertThat(ear.next()).isEqualTo(new Ear.Heard("hello", source));
    }

    private void send(String text, InetAddress source, HeartbeatAddress destination) {
        new HeartbeatSender(List.of(destination), Optional.of(source), tellInto(unreachable))
                .send(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static SendingEvents tellInto(List<String> told) {
        return new SendingEvents() {
            @Override
            public void unreachable(HeartbeatAddress destination, String why) {
                told.add(destination + ": " + why);
            }

            @Override
            public void reachable(HeartbeatAddress destination) {
                told.add(destination + ": reachable");
            }
        };
    }

    private static HeartbeatAddress at(String address, int port) {
        return new HeartbeatAddress(Network.address(address), port, 1, Optional.empty());
    }

    private static HeartbeatAddress onLoopback(String group, int port) throws Exception {
        String loopback = NetworkInterface.getByInetAddress(V4).getName();
        return new HeartbeatAddress(Network.address(group), port, 1, Optional.of(loopback));
    }
}
