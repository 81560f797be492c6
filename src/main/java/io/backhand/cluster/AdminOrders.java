package io.backhand.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What administrators have said of backends, by name, for as long as the balancer runs: so it holds when a backend
 * leaves and comes back.
 *
 * <p>Not thread-safe: it is its cluster's, whose lock guards it.
 */
final class AdminOrders {
    /** Names remembered: as many as a heartbeat table has room for. */
    static final int MAX = HeartbeatTable.DEFAULT_CAPACITY;

    private final Map<BackendId, AdminOrder> given = new HashMap<>();

    /** What holds for that name. */
    AdminOrder of(BackendId id) {
        return given.getOrDefault(id, AdminOrder.NONE);
    }

    /**
     * Says what is to hold for that name from now on.
     *
     * @param known whether there is such a backend; of others only what was said before is changed
     * @return what held before; empty where no such backend is known, and nothing was said of one
     * @throws IllegalStateException where {@value #MAX} others are remembered; nothing has changed then
     */
    Optional<AdminOrder> change(BackendId id, boolean known, UnaryOperator<AdminOrder> change) {
        AdminOrder before = of(id);
        if (!known && before.equals(AdminOrder.NONE)) {
            return Optional.empty();
        }
        set(id, change.apply(before));
        return Optional.of(before);
    }

    private void set(BackendId id, AdminOrder order) {
        if (order.equals(AdminOrder.NONE)) {
            given.remove(id);
            return;
        }
        if (given.size() >= MAX && !given.containsKey(id)) {
            throw new IllegalStateException(
                    MAX + " servers are draining or disabled already, and no more are remembered");
        }
        given.put(id, order);
    }
}
