package io.backhand.status;

/**
 * The clients of one listener.
 *
 * @param listener its address and port
 * @param connected how many there are now
 * @param most how many there may be
 * @param headerTimeouts how many were sent away since the start because they took too long to say what they want
 */
public record ListenerClients(String listener, long connected, long most, long headerTimeouts) {}
