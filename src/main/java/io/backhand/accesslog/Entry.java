package io.backhand.accesslog;

/**
 * One exchange that has ended, as the log tells it.
 *
 * @param asked what the client asked for
 * @param answered what it got
 * @param way how it went through the balancer
 */
public record Entry(Asked asked, Answered answered, Way way) {}
