package io.backhand.agent;

import java.util.List;

/** The agent can't start as it is set up. Its message has one line a problem, all of them at once. */
final class ConfigException extends Exception {
    ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }
}
