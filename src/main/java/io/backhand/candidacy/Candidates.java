package io.backhand.candidacy;

import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Roster;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The backends still on the list of one placement, best first, and what a candidacy function may go by.
 *
 * <p>At first they are all of a roster, and no list is made before a function asks for something that takes one. An
 * order asked for is made when somebody looks: scores are read then, at the latest at the end of the placement.
 *
 * <p>Not thread-safe: it belongs to one placement.
 */
public final class Candidates {
    private static final Roster NOBODY = new Roster(List.of());

    /** Those who may be chosen, where there is no list yet. */
    private final Roster roster;

    private long maxAgeNanos = Long.MAX_VALUE;
    private @Nullable Ranking ranking;
    private @Nullable CandidateList list;
    private final Optional<Backend> self;
    private final long nowNanos;
    private final RandomGenerator chance;
    private Delivery delivery = Delivery.FORWARD;
    private boolean ofAnyAge;
    private boolean predicting;
    private ChainEnd end = ChainEnd.NONE;

    /**
     * A list for one placement.
     *
     * @param backends the first candidates, in any order; copied
     * @param self this machine, where it may be chosen
     * @param nowNanos the moment of the placement, by the cluster's clock
     * @param chance where chance comes from
     */
    public Candidates(List<Backend> backends, Optional<Backend> self, long nowNanos, RandomGenerator chance) {
        this(NOBODY, self, nowNanos, chance);
        this.list = new CandidateList(backends.toArray(Backend[]::new), List.of(), chance);
    }

    /** Those of a roster that are not kept out at that moment. */
    Candidates(Roster roster, Optional<Backend> self, long nowNanos, RandomGenerator chance) {
        this.roster = roster;
        this.self = self;
        this.nowNanos = nowNanos;
        this.chance = chance;
    }

    /**
     * The backend of that name, where a session that began there may go on: it is a candidate, or it drains and no
     * function has dropped it.
     */
    public Optional<Backend> keeper(BackendId id) {
        return list == null
                ? roster.keeper(id, nowNanos, maxAgeNanos)
                : list.keeper(backend -> backend.id().equals(id));
    }

    /** The first by name of those that pass and where a session may go on, by the same rules. */
    public Optional<Backend> keeper(Predicate<Backend> test) {
        return list().keeper(test);
    }

    /** Leaves that one alone, which has the client's session, candidate or not, and ends the chain. */
    public void settleOn(Backend backend) {
        list = new CandidateList(new Backend[] {backend}, List.of(), chance);
        end = ChainEnd.SETTLED;
    }

    /** Whether the outcome is who has the client's session. */
    boolean isSettled() {
        return end == ChainEnd.SETTLED;
    }

    /** The first candidates, of whom none is dropped for its age. */
    static Candidates ofAnyAge(List<Backend> backends, Optional<Backend> self, long nowNanos, RandomGenerator chance) {
        Candidates made = new Candidates(backends, self, nowNanos, chance);
        made.ofAnyAge = true;
        return made;
    }

    /** How many are left. */
    public int size() {
        return list().size();
    }

    /** Whether none is left. */
    public boolean isEmpty() {
        return size() == 0;
    }

    /** The candidate at that place; 0 is the best so far. */
    public Backend get(int index) {
        return list().get(index);
    }

    /** Those left, best first; a copy. */
    public List<Backend> toList() {
        return list().toList();
    }

    /** Shows every candidate, in no order. */
    public void forEach(Consumer<Backend> look) {
        list().forEach(look);
    }

    /**
     * The median of a figure, of two the lower; a backend for which it is not a number does not count. Of many that
     * have it, {@value CandidateList#MEDIAN_SAMPLE} stand for all.
     */
    public double median(ToDoubleFunction<Backend> figure, double whereNoneIsKnown) {
        return list().median(figure, whereNoneIsKnown);
    }

    /**
     * A figure that counts as the candidates' median where it is not known.
     *
     * @param figure not a number where it is not known
     * @param whereNoneIsKnown what counts where no candidate has it
     */
    public ToDoubleFunction<Backend> knownOrMedian(ToDoubleFunction<Backend> figure, double whereNoneIsKnown) {
        return new KnownOrMedian(this, figure, whereNoneIsKnown);
    }

    /** This machine, where it may be chosen. */
    public Optional<Backend> self() {
        return self;
    }

    /** The moment of the placement. */
    public long nowNanos() {
        return nowNanos;
    }

    /** Where chance comes from. */
    public RandomGenerator chance() {
        return chance;
    }

    /** How the chosen backend gets the request. */
    public Delivery delivery() {
        return delivery;
    }

    /** Says how the chosen backend gets the request. */
    public void deliverBy(Delivery delivery) {
        this.delivery = delivery;
    }

    /** Drops those not heard of for longer; the order stays. One that the configuration names has no age. */
    public void keepHeardWithin(long limitNanos) {
        if (ofAnyAge) {
            return;
        }
        if (list == null && ranking == null) {
            maxAgeNanos = Math.min(maxAgeNanos, limitNanos);
        } else {
            keepIf(backend -> backend.ageNanos(nowNanos) <= limitNanos);
        }
    }

    /** Drops those that don't pass; the order stays. */
    public void keepIf(Predicate<Backend> test) {
        list().keepIf(test);
    }

    /** Keeps the first so many. */
    public void keepFirst(int count) {
        list().keepFirst(count);
    }

    /** Keeps the first so many of how many there are. */
    public void keepFirstOf(IntUnaryOperator share) {
        if (list == null && ranking == PureChance.RANKING) {
            int count = share.applyAsInt(WholeRoster.count(roster, nowNanos, maxAgeNanos));
            Backend[] drawn = WholeRoster.draw(roster, nowNanos, maxAgeNanos, count, chance);
            if (drawn != null) {
                list = new CandidateList(drawn, roster.draining(nowNanos, maxAgeNanos), chance);
                return;
            }
        }
        keepFirst(share.applyAsInt(size()));
    }

    /**
     * Keeps so many, drawn by chance, each in proportion to its weight; the first drawn comes first.
     *
     * @param weight more than 0 and finite
     */
    public void keepDrawn(int count, ToDoubleFunction<Backend> weight) {
        list().keepDrawn(count, weight);
    }

    /** Adds one at the end, where none of its name is on the list already. */
    public void add(Backend backend) {
        list().add(backend);
    }

    /** Puts them in an order of pure chance. */
    public void shuffle() {
        if (list == null) {
            ranking = PureChance.RANKING;
        } else {
            list.shuffle();
        }
    }

    /**
     * Orders by a score, lowest first; those of equal score keep their order.
     *
     * @param score of a backend alone; not a number comes last
     */
    public void sortBy(ToDoubleFunction<Backend> score) {
        list().sortBy(score);
    }

    /** Puts them in an order that does not go by the one they have. */
    public void rankBy(Ranking order) {
        if (list == null) {
            ranking = order;
        } else {
            order.order(this);
        }
    }

    /** Ends the chain here: what is on the list now is the outcome. */
    public void endChain() {
        end = ChainEnd.ENOUGH;
    }

    /** Whether a function has ended the chain. */
    boolean isEnded() {
        return end != ChainEnd.NONE;
    }

    /** Turns balancing off for this request: nobody is left, and the chain ends. */
    public void turnOff() {
        keepFirst(0);
        end = ChainEnd.OFF;
    }

    /** Whether balancing is off for this request. */
    public boolean isOff() {
        return end == ChainEnd.OFF;
    }

    /** From here on, announced figures count what was sent since they were announced. */
    public void predict() {
        predicting = true;
    }

    /** Whether announced figures are to count what was sent since. */
    public boolean isPredicting() {
        return predicting;
    }

    /** The outcome; null where none is left. */
    @Nullable
    Backend best() {
        Backend first = list == null && ranking != null ? ranking.first(roster, nowNanos, maxAgeNanos, chance) : null;
        if (first != null) {
            return first;
        }
        return isEmpty() ? null : get(0);
    }

    /** The list, made if there is none yet. */
    private CandidateList list() {
        CandidateList made = list;
        if (made == null) {
            made = new CandidateList(
                    WholeRoster.all(roster, nowNanos, maxAgeNanos), roster.draining(nowNanos, maxAgeNanos), chance);
            list = made;
            if (ranking != null) {
                ranking.order(this);
            }
        }
        return made;
    }
}
