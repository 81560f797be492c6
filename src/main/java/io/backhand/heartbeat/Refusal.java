package io.backhand.heartbeat;

import java.util.Locale;

/** Why a datagram changed nothing, in the order of the checks. The labels stay once published. */
public enum Refusal {
    /** Longer than {@link HeartbeatCodec#MAX_BYTES}, or empty. */
    SIZE,
    /** Its sender is not in the accept list. */
    SENDER,
    /** Not a heartbeat, or one with a value out of its range. */
    MALFORMED,
    /** A version of Backhand's heartbeat that this one doesn't know. */
    VERSION,
    /** Not signed where a key is set, or signed with none of the keys. */
    SIGNATURE,
    /** Its clock differs from ours by too much. */
    SKEW,
    /** Not newer than the last one of this sender and name. */
    REPLAY,
    /** Unsigned, and its contact is not its sender. */
    CONTACT,
    /** A live backend has its name and another contact. */
    CONFLICT,
    /** The table has no row to give. */
    FULL;

    /** The word in metrics and on the status page. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
