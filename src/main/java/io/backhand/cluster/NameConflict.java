package io.backhand.cluster;

import java.net.InetAddress;

/**
 * Two contacts under one name.
 *
 * @param id the name
 * @param kept the contact of the live backend that has it
 * @param refused the contact that was refused
 * @param sender who claimed it
 */
public record NameConflict(BackendId id, Contact kept, Contact refused, InetAddress sender) {}
