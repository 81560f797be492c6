package io.backhand.cluster;

/**
 * Takes note of what comes of each try, and decides with the whole pool in view who is kept out for bad answers: never
 * more than a third of those who could take requests, though one may always be, and never the last. Who can't be
 * connected to is out without a cap, since a request sent there is no request served.
 *
 * <p>Thread-safe; as long as all goes well it takes no lock.
 */
public final class Outliers {
    /** Of so many one may be kept out for bad answers. */
    private static final int ONE_OF = 3;

    private static final int FIRST_BAD_STATUS = 500;

    private final Cluster cluster;

    Outliers(Cluster cluster) {
        this.cluster = cluster;
    }

    /** A request is on its way. Each call is answered by {@link #begun} or {@link #ended}, or by both in this order. */
    public void sent(Backend backend) {
        backend.account().health().waits();
    }

    /**
     * A response has begun.
     *
     * @param triedAtNanos when the try began, by the cluster's clock
     * @return whether it is no bad one
     */
    public boolean begun(Backend backend, long triedAtNanos, int status) {
        Health health = backend.account().health();
        health.waitsNoMore();
        health.heard();
        if (isBad(status)) {
            answeredBadly(backend, triedAtNanos, "answered " + status);
            return false;
        }
        if (backend.account().isMarked()) {
            health.answeredWell(triedAtNanos, cluster.clock().nanoTime());
        }
        return true;
    }

    /** A request ended before anything of its response had come. */
    public void ended(Backend backend) {
        backend.account().health().waitsNoMore();
    }

    /** A response that was no bad one went on to its end, or as long as anybody wanted it. */
    public void endedWell(Backend backend) {
        backend.account().health().endedWell();
    }

    /** The backend could not be connected to; why, is shown in the log and to who may see the status. */
    public void refused(Backend backend, long triedAtNanos, String why) {
        backend.account().health().refused(triedAtNanos, cluster.clock().nanoTime(), "no connection: " + why);
    }

    /** The same of one that was asked because nothing came from it: it does not stall, it is gone. */
    public void gone(Backend backend, long askedAtNanos, String why) {
        refused(backend, askedAtNanos, why);
        backend.account().health().heard();
    }

    /** What came was no answer, broke off, or did not come in time. */
    public void answeredBadly(Backend backend, long triedAtNanos, String why) {
        long now = cluster.clock().nanoTime();
        if (backend.account().health().answeredBadly(triedAtNanos, now, why)) {
            ejectOrForgive(backend, now, Health.BAD_IN_A_ROW + " bad answers in a row, the last: " + why);
        }
    }

    /** A try ended without a word about the backend. */
    public void undecided(Backend backend, long triedAtNanos) {
        backend.account().health().undecided(triedAtNanos);
    }

    /** Statuses that a client can bring about as it likes say nothing of the server: not known, or going round. */
    private static boolean isBad(int status) {
        return status >= FIRST_BAD_STATUS && status != 501 && status != 505 && status != 508;
    }

    /** One at a time, so that two who count the pool do not each take the last place. */
    private synchronized void ejectOrForgive(Backend backend, long nowNanos, String why) {
        Health health = backend.account().health();
        if (mayEject(backend, nowNanos)) {
            health.eject(nowNanos, why);
        } else {
            health.forgive();
        }
    }

    private boolean mayEject(Backend one, long nowNanos) {
        int pool = 0;
        int ejected = 0;
        boolean another = false;
        for (Backend backend : cluster.backends()) {
            if (!backend.wantsRequests() || backend.isLost(nowNanos)) {
                continue;
            }
            pool++;
            if (backend.account().health().isEjected()) {
                ejected++;
            }
            another |= !backend.account().isMarked() && !backend.id().equals(one.id());
        }
        return another && ejected < Math.max(1, pool / ONE_OF);
    }
}
