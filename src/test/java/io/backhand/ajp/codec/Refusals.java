package io.backhand.ajp.codec;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.Objects;

/** What a reader says to a request that it must not take. */
final class Refusals {
    private Refusals() {}

    static RefusedRequestException of(ForwardRequestReader reader, ByteBuffer payload) {
        return Objects.requireNonNull(
                catchThrowableOfType(RefusedRequestException.class, () -> reader.read(payload)), "it was taken");
    }
}
