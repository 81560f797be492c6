package io.backhand.server.tls;

import io.backhand.tls.KeyedCertificate;
import io.backhand.tls.Pem;
import io.backhand.tls.PemException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a listener show what stands in its files, a few seconds after they change, and says once a day which certificates
 * are about to expire.
 *
 * <p>It compares what the files hold, not their times: those that are swapped by a link, or written twice within a second,
 * are found too. Files that don't go together, as one pair half written, leave all as it was; that is said at the second
 * look that finds them so, and they are tried again when they change.
 *
 * <p>Thread-safe: one look at a time.
 */
public final class CertificateWatch extends AbstractLifeCycle {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);

    /** Time between two looks. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** Who renews certificates by a machine does it a month or more before; what is left then should wake somebody. */
    static final Duration SOON = Duration.ofDays(14);

    private static final Duration BETWEEN_REMINDERS = Duration.ofDays(1);

    private final ListenerTls tls;
    private final Scheduler scheduler;
    private final Executor executor;
    private final InstantSource clock;

    private byte[] served;
    private byte @Nullable [] failed;
    private boolean told;
    private Instant nextReminder = Instant.MIN;
    private Scheduler.@Nullable Task next;

    /**
     * One that has still to be started.
     *
     * @param scheduler begins each look
     * @param executor takes it, since it reads files
     */
    public CertificateWatch(ListenerTls tls, Scheduler scheduler, Executor executor, InstantSource clock) {
        this.tls = tls;
        this.scheduler = scheduler;
        this.executor = executor;
        this.clock = clock;
        this.served = content();
    }

    @Override
    protected void doStart() {
        remind();
        lookLater();
    }

    @Override
    protected synchronized void doStop() {
        if (next != null) {
            next.cancel();
        }
    }

    private synchronized void lookLater() {
        next = scheduler.schedule(() -> executor.execute(this::lookAndGoOn), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookAndGoOn() {
        try {
            look();
            remind();
        } catch (RuntimeException e) {
            LOG.error("a look at certificates failed", e);
        }
        if (isRunning()) {
            lookLater();
        }
    }

    /** Reads the files, and has them shown where they have changed. */
    synchronized void look() {
        byte[] now = content();
        if (Arrays.equals(now, served)) {
            failed = null;
            return;
        }
        boolean failedBefore = Arrays.equals(now, failed);
        if (failedBefore && told) {
            return;
        }
        try {
            tls.reload();
            served = now;
            failed = null;
            nextReminder = Instant.MIN;
            LOG.info("new certificates are shown: {}", names());
        } catch (PemException e) {
            told = failedBefore;
            failed = now;
            if (told) {
                LOG.warn("new certificates can't be used, and the old ones are shown: {}", e.getMessage());
            }
        }
    }

    /** Which certificates expire soon, or have, in lines for the log; none where it was asked within a day. */
    synchronized List<String> reminders() {
        Instant now = clock.instant();
        if (now.isBefore(nextReminder)) {
            return List.of();
        }
        nextReminder = now.plus(BETWEEN_REMINDERS);
        List<String> lines = new ArrayList<>();
        for (KeyedCertificate keyed : tls.certificates()) {
            Instant end = keyed.certificate().getNotAfter().toInstant();
            Duration left = Duration.between(now, end);
            if (left.isNegative()) {
                lines.add("the certificate in %s has expired: %s".formatted(keyed.file(), end));
            } else if (left.compareTo(SOON) < 0) {
                lines.add("the certificate in %s expires in %d days: %s".formatted(keyed.file(), left.toDays(), end));
            }
        }
        return lines;
    }

    private void remind() {
        reminders().forEach(LOG::warn);
    }

    private String names() {
        return String.join(
                ", ",
                tls.certificates().stream()
                        .map(keyed -> keyed.file().toString())
                        .toList());
    }

    /** What the files hold; a file that can't be read is as one that holds nothing. */
    private byte[] content() {
        MessageDigest digest = sha256();
        for (Path file : tls.config().files()) {
            try {
                digest.update(sha256().digest(Pem.bytes(file)));
            } catch (PemException e) {
                digest.update((byte) 0);
            }
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
