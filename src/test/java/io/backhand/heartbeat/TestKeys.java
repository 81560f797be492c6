package io.backhand.heartbeat;

import java.util.HexFormat;
import java.util.List;

/** Keys that no cluster has. */
final class TestKeys {
    static final String HEX = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    static final String OTHER_HEX = "ff".repeat(32);

    static final Keys OURS = of(HEX);
    static final Keys FOREIGN = of(OTHER_HEX);

    private TestKeys() {}

    static Keys of(String... hex) {
        return new Keys(List.of(hex).stream().map(HexFormat.of()::parseHex).toList());
    }
}
