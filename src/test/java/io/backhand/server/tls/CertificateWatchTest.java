package io.backhand.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.config.BalancerConfig.Tls;
import io.backhand.testing.TestCertificate;
import io.backhand.tls.KeyedCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateWatchTest {
    @TempDir
    Path folder;

    private Instant now = Instant.now();
    private TestCertificate first;
    private TestCertificate second;
    private ListenerTls tls;
    private CertificateWatch watch;

    @BeforeEach
    void start() throws Exception {
        first = TestCertificate.make(folder, "own", "EC");
        second = TestCertificate.make(folder, "second", "RSA");
        tls = new ListenerTls(new Tls(first.certificate(), first.key()));
        watch = new CertificateWatch(tls, new ScheduledExecutorScheduler(), Runnable::run, () -> now);
    }

    @Test
    void leavesAllAsItIsWhileNothingChanges() throws Exception {
        SSLContext before = tls.getSslContext();
        Files.writeString(first.key(), Files.readString(first.key()));
        watch.look();

        assertThat(tls.getSslContext()).isSameAs(before);
    }

    @Test
    void showsWhatTheFilesHoldNow() throws Exception {
        SSLContext before = tls.getSslContext();
        copy(second.certificate(), first.certificate());
        copy(second.key(), first.key());
        watch.look();

        assertThat(shown()).isEqualTo(second.store().getCertificate("localhost"));
        assertThat(tls.getSslContext()).isNotSameAs(before);
    }

    @Test
    void aPairHalfWrittenChangesNothingUntilItIsWhole() throws Exception {
        X509Certificate before = shown();
        copy(second.certificate(), first.certificate());
        watch.look();
        watch.look();
        assertThat(shown()).isEqualTo(before);

        copy(second.key(), first.key());
        watch.look();
        assertThat(shown()).isEqualTo(second.store().getCertificate("localhost"));
    }

    @Test
    void filesThatGoAndComeBackChangeNothing() throws Exception {
        SSLContext before = tls.getSslContext();
        String key = Files.readString(first.key());
        Files.delete(first.key());
        watch.look();
        Files.writeString(first.key(), key);
        watch.look();

        assertThat(tls.getSslContext()).isSameAs(before);
    }

    @Test
    void remindsOnceADayFromTwoWeeksBeforeTheEnd() {
        Instant end = shown().getNotAfter().toInstant();
        now = end.minus(CertificateWatch.SOON);
        assertThat(watch.reminders()).isEmpty();

        now = now.plus(Duration.ofDays(1));
        assertThat(watch.reminders())
                .containsExactly("the certificate in " + first.certificate() + " expires in 13 days: " + end);
        now = now.plus(Duration.ofDays(1)).minusSeconds(1);
        assertThat(watch.reminders()).isEmpty();

        now = end.plusSeconds(1);
        assertThat(watch.reminders())
                .containsExactly("the certificate in " + first.certificate() + " has expired: " + end);
    }

    private X509Certificate shown() {
        KeyedCertificate keyed = tls.certificates().get(0);
        return keyed.certificate();
    }

    private static void copy(Path from, Path to) throws Exception {
        Files.writeString(to, Files.readString(from));
    }
}
