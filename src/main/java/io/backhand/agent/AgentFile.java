package io.backhand.agent;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The agent's file: {@code key = value} lines with the options' names. Empty lines and those that begin with
 * {@code #} count for nothing; {@code announce} may repeat. A relative path in it is relative to its folder. Where it
 * names no {@code intent-file}, that is the file's own name with {@code .intent} after it.
 */
final class AgentFile {
    /** More than all settings at their longest, with room for comments. */
    private static final long MAX_BYTES = 64 * 1024;

    private AgentFile() {}

    /** Reads the file. @throws ConfigException with every wrong line, each as {@code FILE:LINE: …} */
    static AgentSettings read(Path file) throws ConfigException {
        AgentSettings settings = new AgentSettings();
        List<String> problems = new ArrayList<>();
        Path folder = folderOf(file);
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                setFrom(line, settings, folder);
            } catch (IllegalArgumentException e) {
                problems.add(file + ":" + (i + 1) + ": " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        settings.intentFileUnlessSet(Path.of(file.toAbsolutePath() + ".intent"));
        return settings;
    }

    private static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }

    private static List<String> lines(Path file) throws ConfigException {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new ConfigException(
                        List.of(file + ": an agent's file has up to " + MAX_BYTES + " bytes, not " + size));
            }
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException(List.of(file + ": there is no such file"));
        } catch (MalformedInputException e) {
            throw new ConfigException(List.of(file + ": an agent's file is text in UTF-8"));
        } catch (IOException e) {
            throw new ConfigException(List.of(file + ": can't be read: " + e));
        }
    }

    private static void setFrom(String line, AgentSettings settings, Path folder) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("a line is key = value, not \"" + line + "\"");
        }
        String key = line.substring(0, equals).strip();
        String value = line.substring(equals + 1).strip();
        if (!AgentSettings.KEYS.contains(key)) {
            throw new IllegalArgumentException(
                    "unknown key \"" + key + "\"; there are " + String.join(", ", AgentSettings.KEYS));
        }
        if (value.isEmpty()) {
            throw new IllegalArgumentException(key + " has no value");
        }
        settings.set(key, value, folder);
    }
}
