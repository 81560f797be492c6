package io.backhand.importing;

import java.util.List;
import java.util.TreeSet;

/**
 * In what order a balancer asks its members: one set after the other, and in each those that stand by last.
 *
 * @param members of one balancer
 */
record ProxyTiers(List<ProxyMember> members) {
    private static final int RANKS_OF_A_SET = 3;

    /**
     * A member and its tier.
     *
     * @param tier 0 for those that are asked first
     */
    record Entry(ProxyMember member, int tier) {}

    /** All members in their order. */
    List<Entry> entries() {
        TreeSet<Long> ranks = new TreeSet<>();
        members.forEach(member -> ranks.add(rank(member)));
        return members.stream()
                .map(member -> new Entry(member, ranks.headSet(rank(member)).size()))
                .toList();
    }

    private static long rank(ProxyMember member) {
        long set = member.parameter("lbset")
                .map(ProxyParameter::value)
                .filter(value -> value.matches("\\d{1,9}"))
                .map(Long::parseLong)
                .orElse(0L);
        int standby = member.hasStatus('H') ? 2 : member.hasStatus('R') ? 1 : 0;
        return set * RANKS_OF_A_SET + standby;
    }
}
