package io.backhand.proxy.upstream.http1;

import io.backhand.proxy.upstream.UpstreamTls;
import io.backhand.testing.RawBackend;
import io.backhand.testing.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** What HTTP/1.1 goes over, and how many selectors serve it. */
enum Transport {
    PLAIN(1),
    TLS(1),
    PLAIN_ON_THREE_SELECTORS(3);

    private final int selectors;

    Transport(int selectors) {
        this.selectors = selectors;
    }

    int selectors() {
        return selectors;
    }

    RawBackend start(RawBackend.Script script) throws Exception {
        return this == TLS ? RawBackend.start(script, Certificate.MADE.sslContext()) : RawBackend.start(script);
    }

    SslContextFactory.Client clientTls() throws IOException {
        return this == TLS ? UpstreamTls.trusting(Certificate.MADE.certificate()) : UpstreamTls.trustingTheSystem();
    }

    /** Made once, when it is needed. */
    private static final class Certificate {
        private static final TestCertificate MADE = make();

        private static TestCertificate make() {
            try {
                Path folder = Files.createTempDirectory("backhand-upstream");
                TestCertificate made = TestCertificate.make(folder, "backend", "EC");
                folder.toFile().deleteOnExit();
                return made;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
