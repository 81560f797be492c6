package io.backhand.ajp.codec;

/**
 * A request attribute that httpd's administrator added and the pattern of names allows.
 *
 * @param name with no character but those of a field's name
 * @param value in ISO-8859-1, with no control character
 */
public record RequestAttribute(String name, String value) {}
