package io.backhand.importing;

import io.backhand.cluster.Contact;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Share and rank of each server. A backend has one of each wherever it takes part, so those of the first balancer that
 * names it count. Not thread-safe.
 */
final class ProxyStandings {
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,3}(\\.\\d{1,3})?");
    private static final int MAX_TIER = 9;

    private final Map<Contact, Standing> standings = new HashMap<>();
    private final Account account;

    ProxyStandings(Account account) {
        this.account = account;
    }

    private record Standing(String weight, int tier) {}

    /**
     * Sets those of a balancer's member; a server that is asked alone needs none.
     *
     * @param tier in what order its balancer asks its members
     */
    void carry(ProxyMember member, int tier, Table backend) {
        if (!member.isOfBalancer()) {
            return;
        }
        if (tier > MAX_TIER) {
            left(member, "there are tiers up to " + MAX_TIER + ", not " + tier);
        }
        Standing wanted = new Standing(weight(member), Math.min(tier, MAX_TIER));
        Standing before = standings.putIfAbsent(member.contact(), wanted);
        if (before == null) {
            set(wanted, member, backend);
        } else if (!before.equals(wanted)) {
            left(
                    member,
                    "this server has weight %s and tier %d in every route, as the first balancer says that names it"
                            .formatted(before.weight(), before.tier()));
        }
    }

    private static void set(Standing standing, ProxyMember member, Table backend) {
        if (!standing.weight().equals("1")) {
            backend.setRaw("weight", standing.weight(), member.directive().place());
        }
        if (standing.tier() > 0) {
            backend.setRaw(
                    "tier", String.valueOf(standing.tier()), member.directive().place());
        }
    }

    private String weight(ProxyMember member) {
        String written =
                member.parameter("loadfactor").map(ProxyParameter::value).orElse("1");
        if (DECIMAL.matcher(written).matches()) {
            return new BigDecimal(written).stripTrailingZeros().toPlainString();
        }
        left(member, "weight of a [[backend]] is a number above 0 and up to 100, and the loadfactor is none");
        return "1";
    }

    private void left(ProxyMember member, String why) {
        account.left(member.directive().place(), member.directive().shown(), why);
    }
}
