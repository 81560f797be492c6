package io.backhand.testing.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for processes that must know theirs before they start. */
public final class FreePorts {
    /** Below those that systems give out by themselves, so that none is given away before it is used. */
    private static final int LOWEST = 18000;

    private static final int HIGHEST = 32000;

    private FreePorts() {}

    /** A port that nobody uses now on 127.0.0.1. */
    public static int next() {
        for (int tries = 0; tries < 100; tries++) {
            int port = any();
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port from " + LOWEST + " to " + HIGHEST);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** A port by chance, for datagrams: several may listen on one. */
    public static int any() {
        return ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
    }
}
