package io.backhand.candidacy.functions;

/** Two to the power of a number, to nine digits: enough to order a thousand backends by, and quicker than the JDK's. */
final class PowerOfTwo {
    /** Steps that the way from 1 to 2 is divided into; within a step three terms of the series do. */
    private static final int STEPS = 1024;

    private static final double MAX_EXPONENT = 1023;

    private static final double LN_2_BY_STEPS = Math.log(2) / STEPS;

    private static final double[] TABLE = new double[STEPS];

    static {
        for (int i = 0; i < STEPS; i++) {
            TABLE[i] = Math.pow(2, i / (double) STEPS);
        }
    }

    private PowerOfTwo() {}

    /** Two to a power of 0 to 1023; what lies outside counts as the nearest inside. */
    static double of(double exponent) {
        double bounded = exponent > 0 ? exponent : 0;
        if (bounded >= MAX_EXPONENT) {
            return 0x1p1023;
        }
        int steps = (int) (bounded * STEPS);
        double rest = (bounded * STEPS - steps) * LN_2_BY_STEPS;
        double fraction = TABLE[steps % STEPS] * (1 + rest * (1 + rest / 2));
        return fraction * Double.longBitsToDouble((steps / STEPS + 1023L) << 52);
    }
}
