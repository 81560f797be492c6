package io.backhand.importing.syntax;

import java.util.OptionalLong;

/**
 * A value of the Windows registry.
 *
 * @param place where it stands
 * @param key the path of the key it belongs to, empty where none stands before it
 * @param name its name; empty for a key's default value
 * @param data as it is written behind the equals sign; a text without its quotes
 * @param number of a dword, 0 to 2^32 - 1
 */
public record RegistryEntry(Place place, String key, String name, String data, OptionalLong number) {
    /** As it is written, for a message. */
    public String shown() {
        return name + "=" + (number.isPresent() ? "dword:" : "") + data;
    }

    /** The last part of the key's path. */
    public String lastOfKey() {
        return key.substring(key.lastIndexOf('\\') + 1);
    }
}
