package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrailerFieldsTest {
    @Test
    void goOnInTheirOrder() {
        HttpFields trailers =
                HttpFields.build().add("grpc-status", "0").add("X-Sum", "1").add("X-Sum", "2");

        assertThat(TrailerFields.passedOn(trailers)).containsExactlyElementsOf(trailers);
        assertThat(TrailerFields.passedOn(HttpFields.EMPTY)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length",
                "transfer-encoding",
                "Host",
                "Connection",
                "Trailer",
                "Authorization",
                "Cookie",
                "Set-Cookie",
                "Content-Type",
                "X-Forwarded-For",
                "X_Forwarded_Proto",
                "Forwarded",
                "X-Real-IP",
                "Client-Cert",
                "client_cert_chain",
                "X-SSL-Client-Verify"
            })
    void dropWhatBelongsInAHeaderAlone(String name) {
        HttpFields trailers = HttpFields.build().add(name, "1").add("X-Sum", "2");

        assertThat(TrailerFields.passedOn(trailers)).extracting("name").containsExactly("X-Sum");
    }
}
