package io.backhand.cluster;

import java.net.InetAddress;

/**
 * Whom a heartbeat came from.
 *
 * @param address the datagram's source
 * @param signed whether it proved to know the cluster's key
 */
public record Sender(InetAddress address, boolean signed) {}
