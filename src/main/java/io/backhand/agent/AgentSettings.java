package io.backhand.agent;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Durations;
import io.backhand.heartbeat.HeartbeatAddress;
import io.backhand.heartbeat.Keys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Settings as they come in, one word and value at a time, until they are complete: from the command line, a file, or
 * a servlet container. Not thread-safe.
 */
final class AgentSettings {
    /** What every agent knows. */
    static final List<String> KEYS =
            List.of("contact", "name", "announce", "check", "key-file", "arriba", "intent-file", "idle-timeout");

    /** What only the agent inside a servlet container knows besides. */
    static final String MAX_REQUESTS = "max-requests";

    /** Visible ASCII without the number sign, as a request line can have it. */
    private static final Pattern PATH = Pattern.compile("/[!-~&&[^#]]{0,511}");

    private Optional<Contact> contact = Optional.empty();
    private Optional<BackendId> name = Optional.empty();
    private final List<HeartbeatAddress> announce = new ArrayList<>();
    private Optional<String> check = Optional.empty();
    private Optional<Path> keyFile = Optional.empty();
    private OptionalLong arriba = OptionalLong.empty();
    private Optional<Path> intentFile = Optional.empty();
    private OptionalInt maxRequests = OptionalInt.empty();
    private Optional<Duration> idleTimeout = Optional.empty();

    /**
     * Takes a setting over; {@code announce} adds one more, any other may come once.
     *
     * @param folder what a relative path is relative to
     * @throws IllegalArgumentException saying what was wanted and what came
     */
    void set(String key, String value, Path folder) {
        switch (key) {
            case "contact" -> contact = once(key, contact, contact(value));
            case "name" -> name = once(key, name, name(value));
            case "announce" -> addDestination(value);
            case "check" -> check = once(key, check, check(value));
            case "key-file" -> keyFile = once(key, keyFile, folder.resolve(value));
            case "arriba" -> {
                requireFirst(key, arriba.isEmpty());
                arriba = OptionalLong.of(positive(key, value, Long.MAX_VALUE));
            }
            case "intent-file" -> intentFile = once(key, intentFile, folder.resolve(value));
            case "idle-timeout" -> idleTimeout = once(key, idleTimeout, idleTimeout(value));
            case MAX_REQUESTS -> {
                requireFirst(key, maxRequests.isEmpty());
                maxRequests = OptionalInt.of((int) positive(key, value, Integer.MAX_VALUE));
            }
            default ->
                throw new IllegalArgumentException(
                        "unknown setting \"" + key + "\"; there are " + String.join(", ", KEYS));
        }
    }

    /** Takes from others what is not set here; a list as a whole. */
    void fillFrom(AgentSettings others) {
        contact = contact.or(() -> others.contact);
        name = name.or(() -> others.name);
        check = check.or(() -> others.check);
        keyFile = keyFile.or(() -> others.keyFile);
        arriba = arriba.isPresent() ? arriba : others.arriba;
        intentFile = intentFile.or(() -> others.intentFile);
        maxRequests = maxRequests.isPresent() ? maxRequests : others.maxRequests;
        idleTimeout = idleTimeout.or(() -> others.idleTimeout);
        if (announce.isEmpty()) {
            announce.addAll(others.announce);
        }
    }

    /** Sets the intent file where it is not set. */
    void intentFileUnlessSet(Path file) {
        intentFile = intentFile.or(() -> Optional.of(file));
    }

    /** The intent file as far as it is set. */
    Optional<Path> intentFile() {
        return intentFile;
    }

    /** Whether the one setting that has no default is there. */
    boolean hasContact() {
        return contact.isPresent();
    }

    /**
     * Completes the settings with the defaults and reads the key file.
     *
     * @throws ConfigException if something is missing or can't be read
     */
    AgentConfig complete() throws ConfigException {
        List<String> problems = new ArrayList<>();
        if (contact.isEmpty()) {
            problems.add("no contact is set: where does the balancer reach this server? http://HOST[:PORT]");
        }
        Optional<Keys> keys = readKeys(problems);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        Contact where = contact.orElseThrow();
        return new AgentConfig(
                where,
                name.isPresent() ? name.get() : DefaultName.of(where),
                announce.isEmpty() ? List.of(HeartbeatAddress.defaultGroupFor(where.host())) : List.copyOf(announce),
                check,
                keys,
                arriba,
                intentFile,
                maxRequests,
                idleTimeout);
    }

    private Optional<Keys> readKeys(List<String> problems) {
        if (keyFile.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Keys.read(keyFile.get()));
        } catch (IOException | IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Contact contact(String value) {
        try {
            return Contact.parse(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + ", not \"" + value + "\"", e);
        }
    }

    private static BackendId name(String value) {
        try {
            return new BackendId(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + ", not \"" + value + "\"", e);
        }
    }

    private void addDestination(String value) {
        if (announce.size() == AgentConfig.MAX_DESTINATIONS) {
            throw new IllegalArgumentException("announce takes up to " + AgentConfig.MAX_DESTINATIONS
                    + " addresses, one more was \"" + value + "\"");
        }
        announce.add(HeartbeatAddress.parse(value));
    }

    private static String check(String value) {
        if (!PATH.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "check takes a path such as /health, up to 512 characters, not \"" + value + "\"");
        }
        return value;
    }

    private static Duration idleTimeout(String value) {
        Duration timeout = Durations.parse(value);
        if (timeout.toMillis() < 1 || timeout.compareTo(AgentConfig.LONGEST_IDLE_TIMEOUT) > 0) {
            throw new IllegalArgumentException("idle-timeout is from 1ms to 24h, not \"" + value + "\"");
        }
        return timeout;
    }

    private static long positive(String key, String value, long max) {
        try {
            long number = Long.parseLong(value);
            if (number >= 1 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(key + " takes a whole number from 1 to " + max + ", not \"" + value + "\"");
    }

    private static <T> Optional<T> once(String key, Optional<T> before, T value) {
        requireFirst(key, before.isEmpty());
        return Optional.of(value);
    }

    private static void requireFirst(String key, boolean first) {
        if (!first) {
            throw new IllegalArgumentException(key + " is set twice");
        }
    }
}
