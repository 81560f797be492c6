package io.backhand.accesslog;

/** How an exchange is written down. */
public enum AccessLogFormat {
    /** A line of NCSA's combined log, with more behind it as {@code key=value}. */
    NCSA,
    /** A JSON object on a line of its own. */
    JSON
}
