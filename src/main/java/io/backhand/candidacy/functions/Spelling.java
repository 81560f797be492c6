package io.backhand.candidacy.functions;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Guesses which word was meant by one that is not known. */
public final class Spelling {
    /** Longer words are not compared: no name is as long, and the cost grows with the square. */
    private static final int MAX_LENGTH = 64;

    private Spelling() {}

    /** The known word that takes the fewest edits, whatever the case; empty where none is near. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        if (word.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        int fewest = 1 + word.length() / 3;
        Optional<String> nearest = Optional.empty();
        for (String candidate : known) {
            int edits = edits(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (edits < fewest) {
                fewest = edits;
                nearest = Optional.of(candidate);
            }
        }
        return nearest;
    }

    /** Letters to insert, drop, change or swap with the next to make one of the other: optimal string alignment. */
    private static int edits(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : fewest(edits, i, j, a, b);
            }
        }
        return edits[a.length()][b.length()];
    }

    private static int fewest(int[][] edits, int i, int j, String a, String b) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int fewest = Math.min(edits[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(fewest, 1 + edits[i - 2][j - 2]) : fewest;
    }
}
