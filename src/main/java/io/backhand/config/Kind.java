package io.backhand.config;

import java.util.function.Function;

/**
 * What a key takes.
 *
 * @param example one that is right, for messages
 * @param parser makes the value; throws an {@link IllegalArgumentException} whose message says what was wanted and
 *     what came
 */
record Kind<T>(String example, Function<String, T> parser) {}
