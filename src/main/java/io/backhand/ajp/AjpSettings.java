package io.backhand.ajp;

import io.backhand.ajp.codec.AttributeHeader;
import io.backhand.ajp.codec.PacketSize;
import io.backhand.ajp.codec.Secret;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How a listener speaks AJP.
 *
 * @param packetSize the same as on the other side
 * @param secret what the other side shows with each request
 * @param attributes what the whole name of a request attribute must match that is none of the well-known ones
 * @param told what backends are told of what the other side tells
 */
public record AjpSettings(PacketSize packetSize, Secret secret, Pattern attributes, List<AttributeHeader> told) {
    /** Matches no name. */
    public static final Pattern NO_ATTRIBUTES = Pattern.compile("(?!)");

    /** Takes over a copy. */
    public AjpSettings {
        told = List.copyOf(told);
    }
}
