package io.backhand.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

class ClientCertificateFieldTest {
    private final X509Certificate client = certificate("CN=Jane, O=Example", new byte[] {1, 2, 3});
    private final X509Certificate issuer = certificate("CN=Issuer", new byte[] {4});
    private final X509Certificate root = certificate("CN=Root", new byte[] {5});

    @Test
    void tellsACertificateAsRfc9440Does() {
        assertThat(ClientCertificateField.CERTIFICATE.value(List.of(client, issuer)))
                .contains(":AQID:");
        assertThat(ClientCertificateField.CHAIN.value(List.of(client, issuer, root)))
                .contains(":BA==:, :BQ==:");
        assertThat(ClientCertificateField.CHAIN.value(List.of(client))).isEmpty();
    }

    @Test
    void tellsWhoseItIs() {
        assertThat(ClientCertificateField.SUBJECT.value(List.of(client))).contains("CN=Jane,O=Example");
        assertThat(ClientCertificateField.VERIFY.value(List.of(client))).contains("SUCCESS");
    }

    @Test
    void nothingInANameCanBreakALine() {
        X509Certificate odd = certificate("CN=\"a\r\nX: é\"", new byte[] {});

        assertThat(ClientCertificateField.SUBJECT.value(List.of(odd)).orElseThrow())
                .matches("[ -~]+")
                .contains("\\0D\\0A")
                .contains("\\C3\\A9");
    }

    @Test
    void withoutACertificateSaysThatAlone() {
        assertThat(ClientCertificateField.VERIFY.value(List.of())).contains("NONE");
        assertThat(ClientCertificateField.CERTIFICATE.value(List.of())).isEmpty();
        assertThat(ClientCertificateField.CHAIN.value(List.of())).isEmpty();
        assertThat(ClientCertificateField.SUBJECT.value(List.of())).isEmpty();
        assertThat(ClientCertificateField.ISSUER.value(List.of())).isEmpty();
    }

    @Test
    void isFoundByItsNameInAnyCase() {
        assertThat(ClientCertificateField.of("client-cert")).contains(ClientCertificateField.CERTIFICATE);
        assertThat(ClientCertificateField.of("Client-Cert-")).isEmpty();
    }

    private static X509Certificate certificate(String subject, byte[] encoded) {
        X509Certificate certificate = mock(X509Certificate.class);
        when(certificate.getSubjectX500Principal()).thenReturn(new X500Principal(subject));
        try {
            when(certificate.getEncoded()).thenReturn(encoded);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
        return certificate;
    }
}
